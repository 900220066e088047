package dev.affix.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningPairTest {
    @Test
    void everyNewVerdictThatOneIsBetterIsCountedAndNoRepetition() {
        RunningPair pair = new RunningPair(PairState.NONE);
        for (Outcome outcome :
                List.of(Outcome.UNDECIDED, Outcome.A_BETTER, Outcome.A_BETTER, Outcome.EQUIVALENT, Outcome.B_BETTER)) {
            pair.report(outcome);
        }
        assertThat(pair.saved().decided()).isEqualTo(2);
        pair.add(0, 1, true, false);
        assertThat(pair.saved().decided()).as("an example changes nothing").isEqualTo(2);
    }
}
