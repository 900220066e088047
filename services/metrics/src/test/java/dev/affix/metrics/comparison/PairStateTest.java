package dev.affix.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairStateTest {
    @Test
    void everyNewVerdictThatOneIsBetterIsCountedAndNoRepetition() {
        PairState state = PairState.NONE;
        for (Outcome outcome :
                List.of(Outcome.UNDECIDED, Outcome.A_BETTER, Outcome.A_BETTER, Outcome.EQUIVALENT, Outcome.B_BETTER)) {
            state = state.reported(outcome, 50);
        }
        assertThat(state.decided()).isEqualTo(2);
        assertThat(state.plus(0, 1, true, false).decided())
                .as("an example changes nothing")
                .isEqualTo(2);
    }
}
