package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.join.SourceRecord;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.score.ClassScores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored comes back as it was. */
class CodecTest {
    static List<Entry> entries() {
        SourceRecord full = new SourceRecord(
                "topic",
                new SourcePosition(2, 1L << 40),
                123_456_789L,
                new byte[] {1, -2},
                new byte[70_000],
                List.of(new SourceRecord.Header("h", new byte[] {0}), new SourceRecord.Header("h", null)));
        SourceRecord empty = new SourceRecord("t", new SourcePosition(0, 0), 0, null, null, List.of());
        return List.of(
                new Entry.Unpredicted(5, List.of(full, empty)),
                new Entry.Unlabelled(Long.MAX_VALUE, full),
                new Entry.Closed(7, "ünïcode 標", List.of("one", "two")),
                new Entry.Closed(0, null, List.of()));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEntryComesBackAsItWas(Entry entry) {
        assertThat(EntryCodec.read(EntryCodec.write(entry)))
                .usingRecursiveComparison()
                .isEqualTo(entry);
    }

    @Test
    void aCurveComesBackAsItWas() {
        Curve curve = Curve.of(3).plus(1, 0.1, -0.0, Double.MIN_VALUE).plus(2, 1, Math.PI, -1e300);
        assertThat(CurveCodec.read(CurveCodec.write(curve))).isEqualTo(curve);
        assertThat(CurveCodec.read(CurveCodec.write(Curve.of(2)))).isEqualTo(Curve.of(2));
    }

    @Test
    void detailedScoresComeBackAsTheyWere() {
        ArmDetail.State state = new ArmDetail.State(
                new ClassScores.State(
                        1,
                        List.of(3.0, 0.1 + 0.2, Math.PI),
                        List.of(1.0, 2.0, 3.0, 0.0, 1.0, 0.0),
                        List.of(3.0, 1.7, 1.0),
                        List.of(1.0, 2.0)),
                2.994,
                0.998);
        ArmDetail back = DetailCodec.read(DetailCodec.write(new ArmDetail(state)));
        assertThat(back.state()).isEqualTo(state);
    }

    @Test
    void anOutcomeOfBeforeThereWereDetailsIsRead() throws InvalidRecordException {
        Released old = Json.read(
                "{\"prediction\":{\"partition\":0,\"offset\":7},\"at\":5,\"scores\":[]}"
                        .getBytes(StandardCharsets.UTF_8),
                Released.class);
        assertThat(old).isEqualTo(new Released(new SourcePosition(0, 7), 5, List.of(), null));
    }

    @Test
    void aPairOfBeforeThereWasASignTestIsRead() throws InvalidRecordException {
        PairState old = Json.read(
                "{\"partitions\":{},\"reported\":\"undecided\",\"reportedAt\":3}".getBytes(StandardCharsets.UTF_8),
                PairState.class);
        assertThat(old).isEqualTo(new PairState(Map.of(), null, Verdict.Outcome.UNDECIDED, 3, SignTest.NONE, 0L));
        assertThat(Json.read(Json.write(old), PairState.class)).isEqualTo(old);
    }

    @Test
    void bytesOfAnotherVersionAreRefusedAndNotGuessedAt() {
        byte[] entry = EntryCodec.write(entries().get(3));
        entry[0] = 9;
        assertThatThrownBy(() -> EntryCodec.read(entry)).hasMessageContaining("version 9");
        byte[] detail = DetailCodec.write(new ArmDetail(3));
        detail[0] = 9;
        assertThatThrownBy(() -> DetailCodec.read(detail)).hasMessageContaining("version 9");
        byte[] curve = CurveCodec.write(Curve.of(1));
        curve[0] = 9;
        assertThatThrownBy(() -> CurveCodec.read(curve)).hasMessageContaining("version 9");
    }
}
