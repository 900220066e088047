package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.TextScore;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.Answer;
import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.CostSums;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.comparison.Segment;
import dev.affix.metrics.comparison.Segments;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.Predicted;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.join.Slot;
import dev.affix.metrics.join.SourceRecord;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.score.ClassScores;
import dev.affix.statistics.score.ScoredAnswer;
import dev.affix.statistics.score.ScoredText;
import dev.affix.statistics.score.TextSums;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
                new Entry.Unlabelled(Long.MAX_VALUE, predicted(full.headers())),
                new Entry.Unlabelled(-1, plain()),
                new Entry.Closed(7, "ünïcode 標", List.of("one", "two")),
                new Entry.Closed(0, null, List.of()));
    }

    private static Predicted predicted(List<SourceRecord.Header> trace) {
        return new Predicted(
                new SourcePosition(2, 1L << 40),
                -1,
                "téxt 標",
                Long.MIN_VALUE,
                new LinkedHashMap<>(Map.of("region", "eu", "é", "")),
                List.of(
                        new ArmAnswer("e", "a", "0f".repeat(32), 1L << 40, "x", List.of(-0.0f, -1e-30f, -3.25f)),
                        new ArmAnswer(
                                "f", "b", "ab".repeat(32), 1, "標", List.of(-1f), new AnswerCost(1L << 40, 2, 3, 4)),
                        ArmAnswer.ofText("g", "c", "ab".repeat(32), 1, "标 ".repeat(3_000), null),
                        ArmAnswer.ofText("g", "d", "ab".repeat(32), 1, "", new AnswerCost(1, 2, 3, 4))),
                Instant.parse("2026-01-01T00:00:00.123456789Z"),
                trace);
    }

    private static Predicted plain() {
        return new Predicted(
                new SourcePosition(0, 0),
                0,
                "t",
                null,
                null,
                List.of(new ArmAnswer("e", "a", "00".repeat(32), 1, "x", List.of(0f))),
                Instant.EPOCH,
                List.of());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void anEntryComesBackAsItWas(Entry entry) {
        assertThat(EntryCodec.read(EntryCodec.write(entry, 1L << 40, new BinaryOut())))
                .usingRecursiveComparison()
                .isEqualTo(new EntryCodec.Queued(entry, 1L << 40));
    }

    @Test
    void aCurveComesBackAsItWas() {
        Curve curve = Curve.of(3).plus(1, 0.1, -0.0, Double.MIN_VALUE).plus(2, 1, Math.PI, -1e300);
        assertThat(CurveCodec.read(CurveCodec.write(curve))).isEqualTo(curve);
        assertThat(CurveCodec.read(CurveCodec.write(Curve.of(2)))).isEqualTo(Curve.of(2));
    }

    private static ArmDetail.Saved saved() {
        return new ArmDetail.Saved(
                500,
                new ClassScores(SCORES),
                new ClassScores(new ClassScores.State(
                        0.998,
                        List.of(2.9, 0.1 + 0.7, 0.3),
                        List.of(0.9, 1.9, 2.9, 0.0, 0.9, 0.0),
                        List.of(2.9, 1.6, 0.9),
                        List.of(0.9, 1.9))),
                texts(1),
                texts(0.998),
                new Segments.State(
                        List.of(new Segment("dé", 2, 1, Math.PI, 0.1, 0.7, 0.1 + 0.2), new Segment("", 1, 0, 2, 1)),
                        new Segment("", 7, 3, 0.5, 0.25, 1, 2)),
                new CostSums(3, 12_345, 678.9, 21),
                1L << 33,
                11);
    }

    private static TextSums texts(double fading) {
        TextSums texts = new TextSums(fading);
        texts.add(ScoredText.of("one two three four five", "one two three four six"));
        texts.add(ScoredText.of("", "seven"));
        return texts;
    }

    private static final ClassScores.State SCORES = new ClassScores.State(
            1,
            List.of(3.0, 0.1 + 0.2, Math.PI),
            List.of(1.0, 2.0, 3.0, 0.0, 1.0, 0.0),
            List.of(3.0, 1.7, 1.0),
            List.of(1.0, 2.0));

    @Test
    void detailedScoresComeBackAsTheyWere() {
        ArmDetail.Saved back =
                DetailCodec.read(DetailCodec.write(new ArmDetail(saved()))).saved();
        assertThat(back).usingRecursiveComparison().isEqualTo(saved());
        assertThat(back.scores().state()).isEqualTo(SCORES);
    }

    /** Before there was version 3, sums were stored at full blocks alone: the count of newer answers is not there. */
    @Test
    void detailedScoresThatEndWithAFullBlockAreRead() {
        byte[] now = labelsOnly(DetailCodec.write(new ArmDetail(saved())));
        int count = 1 + 4 * Integer.BYTES + Long.BYTES;
        ByteBuffer old = ByteBuffer.allocate(now.length - Integer.BYTES)
                .put((byte) 2)
                .put(now, 1, count - 1)
                .put(now, count + Integer.BYTES, now.length - count - Integer.BYTES);
        ArmDetail.Saved back = DetailCodec.read(old.array()).saved();
        assertThat(back)
                .usingRecursiveComparison()
                .ignoringFields("newest", "texts", "fadedTexts")
                .ignoringFieldsMatchingRegexes("segments.*Sum")
                .isEqualTo(saved());
        assertThat(back.newest()).isZero();
    }

    @Test
    void detailedScoresOfBeforeThereWereTextsAreRead() {
        byte[] old = labelsOnly(DetailCodec.write(new ArmDetail(saved())));
        ArmDetail.Saved back = DetailCodec.read(old).saved();
        assertThat(back)
                .usingRecursiveComparison()
                .ignoringFields("texts", "fadedTexts")
                .ignoringFieldsMatchingRegexes("segments.*(rougeL|chrf)Sum")
                .isEqualTo(saved());
        assertThat(back.texts().weight()).isZero();
        assertThat(back.segments().values().get(0).brierSum()).isEqualTo(0.1);
    }

    /** Version 3: without the sums of texts, and segments without theirs. */
    private static byte[] labelsOnly(byte[] now) {
        ByteBuffer in = ByteBuffer.wrap(now);
        ByteBuffer out = ByteBuffer.allocate(now.length).put((byte) 3);
        int sums = 2 * saved().scores().size() * Double.BYTES;
        copy(in.position(1), out, 5 * Integer.BYTES + Long.BYTES + Double.BYTES + sums);
        in.position(in.position() + 2 * TextSums.SIZE * Double.BYTES);
        copy(in, out, 4 * Long.BYTES);
        int segments = in.getInt();
        out.putInt(segments);
        for (int i = 0; i < segments; i++) {
            int name = in.getShort(in.position());
            copy(in, out, Short.BYTES + name + 2 * Long.BYTES + 2 * Double.BYTES);
            in.position(in.position() + 2 * Double.BYTES);
        }
        assertThat(in.hasRemaining()).isFalse();
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void copy(ByteBuffer in, ByteBuffer out, int bytes) {
        out.put(in.slice(in.position(), bytes));
        in.position(in.position() + bytes);
    }

    @Test
    void aBlockOfAnswersOfBeforeThereWereTextsIsRead() {
        ScoredAnswer scored = new ScoredAnswer(999, 998, 0.1 + 0.2, 997, 2, 34.5);
        ByteBuffer old =
                ByteBuffer.allocate(100).put((byte) 1).putLong(7).put((byte) 0).put((byte) 1);
        old.putShort((short) 999).putShort((short) 998).putDouble(0.1 + 0.2).putShort((short) 997);
        old.putDouble(2).putDouble(34.5).put((byte) -1).put((byte) 0);
        assertThat(AnswerCodec.read(Arrays.copyOf(old.array(), old.position())))
                .isEqualTo(new AnswerBlock(7, List.of(new Answer(scored, null, null))));
    }

    @Test
    void detailedScoresOfBeforeThereWasAWindowAreRead() {
        ByteBuffer old = ByteBuffer.allocate(1_000).put((byte) 1).putDouble(1);
        for (List<Double> values : List.of(SCORES.totals(), SCORES.classes(), SCORES.reliability(), SCORES.ranks())) {
            old.putInt(values.size());
            values.forEach(old::putDouble);
        }
        old.putDouble(2.994).putDouble(0.998);
        ArmDetail.Saved back =
                DetailCodec.read(Arrays.copyOf(old.array(), old.position())).saved();
        assertThat(back.scores().state()).isEqualTo(SCORES);
        assertThat(back.window()).isZero();
        assertThat(back.faded().weight()).isZero();
    }

    @Test
    void aBlockOfAnswersComesBackAsItWas() {
        AnswerBlock block = new AnswerBlock(
                1L << 40,
                List.of(
                        new Answer(new ScoredAnswer(999, 998, 0.1 + 0.2, 997, 2, 34.5), null, null),
                        new Answer(new ScoredAnswer(0, 0, 1, 0, 0, 0), "", new AnswerCost(1, 1L << 40, 64, 12)),
                        new Answer(new ScoredAnswer(1, 2, 0.5, 3, 1, 1), "dé", null),
                        new Answer(null, ScoredText.of("a b c", "a b d e"), "dé", new AnswerCost(1, 2, 3, 4)),
                        new Answer(null, ScoredText.of("", "x"), null, null),
                        new Answer(new ScoredAnswer(1, 2, 0.5, 3, 1, 1), "", null)));
        assertThat(AnswerCodec.read(AnswerCodec.write(block))).isEqualTo(block);
        assertThat(AnswerCodec.read(AnswerCodec.write(new AnswerBlock(0, List.of()))))
                .isEqualTo(new AnswerBlock(0, List.of()));
    }

    static List<Released> outcomes() {
        SourcePosition prediction = new SourcePosition(3, 1L << 40);
        ArmScore score = new ArmScore("e", "a", "0f".repeat(32), 1L << 33, "ünïcode 標", true, 0.1 + 0.2, 1e-17);
        ArmScore other = new ArmScore("e", "b", "ab".repeat(32), 1, "no", false, 34.5, 1);
        Map<String, Detail.Sureness> sureness =
                Map.of("a", new Detail.Sureness(1, 0), "b", new Detail.Sureness(0.1, 999));
        List<Released> outcomes = new ArrayList<>(List.of(
                new Released(prediction, 1L << 41, List.of(), null),
                new Released(prediction, -5, List.of(), new Detail(List.of("b", "a"), false, -7L, null, 0, Map.of())),
                new Released(
                        prediction,
                        0,
                        List.of(score, other),
                        new Detail(List.of("a", "b"), true, null, "ünïcode 標", -1L << 40, sureness, "", Map.of())),
                new Released(
                        prediction,
                        5,
                        List.of(other, score),
                        new Detail(
                                List.of("a"),
                                false,
                                Long.MIN_VALUE,
                                "no",
                                1,
                                sureness,
                                "a",
                                Map.of("b", new AnswerCost(1L << 40, 127, 128, 0))))));
        List<ArmScore> many = IntStream.range(0, 300)
                .mapToObj(i -> new ArmScore("e", "arm" + i, "cd".repeat(32), 1, "l".repeat(1 + i % 200), false, i, 0))
                .toList();
        outcomes.add(new Released(prediction, 5, many, null));
        TextScore text = new TextScore(0.1 + 0.2, 1e-17, List.of(300, 2, 1, 0), 300, 129);
        outcomes.add(new Released(
                prediction,
                6,
                List.of(new ArmScore("g", "a", "0f".repeat(32), 3, "", true, null, null, text)),
                new Detail(List.of("a"), true, null, Detail.REFERENCE, 7, Map.of(), "eu", Map.of())));
        return outcomes;
    }

    @Test
    void outcomesComeBackAsTheyWere() {
        assertThat(OutcomeBatch.read(OutcomeBatch.write(outcomes()))).isEqualTo(outcomes());
        assertThat(OutcomeBatch.read(OutcomeBatch.write(List.of()))).isEmpty();
    }

    @Test
    void outcomesThatAreHeldUpComeBackAsTheyWere() {
        Map<String, Released> byExperiment = new LinkedHashMap<>();
        for (Released outcome : outcomes()) {
            byExperiment.put("é" + byExperiment.size(), outcome);
        }
        Slot slot = new Slot(byExperiment);
        assertThat(SlotCodec.read(SlotCodec.write(slot))).isEqualTo(slot);
        assertThat(SlotCodec.read(SlotCodec.write(Slot.OPEN))).isEqualTo(Slot.OPEN);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void anOutcomeThatAnOlderVersionWroteIsRead(Released outcome) {
        assertThat(OutcomeBatch.read(Json.write(outcome))).containsExactly(outcome);
    }

    @Test
    void anOutcomeOfBeforeThereWereDetailsIsRead() {
        List<Released> old = OutcomeBatch.read("{\"prediction\":{\"partition\":0,\"offset\":7},\"at\":5,\"scores\":[]}"
                .getBytes(StandardCharsets.UTF_8));
        assertThat(old).containsExactly(new Released(new SourcePosition(0, 7), 5, List.of(), null));
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
        byte[] entry = EntryCodec.write(entries().get(3), 0, new BinaryOut());
        entry[0] = 9;
        assertThatThrownBy(() -> EntryCodec.read(entry)).hasMessageContaining("version 9");
        byte[] detail = DetailCodec.write(new ArmDetail(3, 500));
        detail[0] = 9;
        assertThatThrownBy(() -> DetailCodec.read(detail)).hasMessageContaining("version 9");
        byte[] block = AnswerCodec.write(new AnswerBlock(0, List.of()));
        block[0] = 9;
        assertThatThrownBy(() -> AnswerCodec.read(block)).hasMessageContaining("version 9");
        byte[] outcome = OutcomeBatch.write(outcomes());
        outcome[0] = 9;
        assertThatThrownBy(() -> OutcomeBatch.read(outcome)).hasMessageContaining("version 9");
        byte[] curve = CurveCodec.write(Curve.of(1));
        curve[0] = 9;
        assertThatThrownBy(() -> CurveCodec.read(curve)).hasMessageContaining("version 9");
    }
}
