package dev.affix.lab.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.lab.precision.Findings.Change;
import dev.affix.lab.precision.Findings.Effect;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.variant.Variant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final List<Integer> LABELS = List.of(0, 1, 2, 3);

    private final Map<Trial, Answers> answers = new HashMap<>();

    private void given(long seed, Precision tunedIn, List<Integer> single, List<Integer> half) {
        answers.put(
                new Trial(Variant.NO_SHARE, seed, tunedIn),
                new Answers(LABELS, Map.of(Precision.FLOAT32, single, Precision.BFLOAT16, half), 1, "commit"));
    }

    private Effect effect(Change change) {
        return new Findings(List.of(Variant.NO_SHARE), List.of(1L, 2L), Answers.COMPARED, answers)
                .effects().stream()
                        .filter(e -> e.change() == change && e.variant().isPresent())
                        .findFirst()
                        .orElseThrow();
    }

    /** By hand: eight answers, of which serving changes three (one lost, one won, one wrong to another wrong). */
    @Test
    void whatServingChangesIsCountedAgainstTheSameAdapter() {
        given(1, Precision.FLOAT32, List.of(0, 1, 2, 0), List.of(0, 1, 0, 1));
        given(1, Precision.BFLOAT16, List.of(0, 1, 2, 3), List.of(0, 0, 0, 0));
        given(2, Precision.FLOAT32, List.of(0, 1, 0, 0), List.of(0, 1, 2, 0));
        given(2, Precision.BFLOAT16, List.of(0, 1, 2, 3), List.of(0, 0, 0, 0));

        Effect served = effect(Change.SERVED);
        assertThat(served.changed()).isEqualTo(3.0 / 8);
        assertThat(served.mcNemar().onlyFirst()).isEqualTo(1);
        assertThat(served.mcNemar().onlySecond()).isEqualTo(1);
        assertThat(served.test().mean()).isCloseTo(0, offset(1e-12));

        Effect tuned = effect(Change.TUNED);
        assertThat(tuned.changed()).isEqualTo(3.0 / 8);
        assertThat(tuned.mcNemar().onlySecond()).isEqualTo(3);
        assertThat(tuned.test().mean()).isCloseTo((0.25 + 0.5) / 2, offset(1e-12));

        Effect both = effect(Change.BOTH);
        assertThat(both.mcNemar().onlyFirst()).isEqualTo(3);
        assertThat(both.test().mean()).isCloseTo((-0.5 - 0.25) / 2, offset(1e-12));
    }

    @Test
    void tuningThatWasNotDoneIsNotReported() {
        given(1, Precision.FLOAT32, List.of(0, 1, 2, 0), List.of(0, 1, 0, 1));
        given(2, Precision.FLOAT32, List.of(0, 1, 0, 0), List.of(0, 1, 2, 0));
        Findings findings =
                new Findings(List.of(Variant.NO_SHARE), List.of(1L, 2L), EnumSet.of(Precision.FLOAT32), answers);

        assertThat(findings.accuracies()).hasSize(2);
        assertThat(findings.effects()).extracting(Effect::change).containsOnly(Change.SERVED);
    }

    @Test
    void answersSurviveTheLogAndOthersAreRefused() {
        given(1, Precision.FLOAT32, List.of(0, 1, 2, 0), List.of(0, 1, 0, 1));
        Answers logged = answers.values().iterator().next();

        assertThat(Answers.of(logged.toMap())).isEqualTo(logged);
        Map<String, Object> shorter = logged.toMap();
        shorter.put("bfloat16", List.of(0, 1));
        assertThatThrownBy(() -> Answers.of(shorter)).hasMessageContaining("'bfloat16'");
    }
}
