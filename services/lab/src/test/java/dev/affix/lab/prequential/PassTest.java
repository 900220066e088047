package dev.affix.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassTest {
    /** Three domains of 8 examples. */
    private static final Pass PASS = new Pass(
            "00111111" + "00011111" + "00000000",
            List.of(List.of(0.9), List.of(0.6, 0.8), List.of(0.7, 0.5, 0.3)),
            1,
            "test");

    /** By hand: the first domain was best at 0.9 and ends at 0.7, the second was 0.8 and ends at 0.5. */
    @Test
    void forgettingIsTheBestBeforeTheEndMinusTheEnd() {
        assertThat(PASS.forgetting()).isCloseTo((0.2 + 0.3) / 2, offset(1e-12));
        assertThat(PASS.finalAccuracy()).isCloseTo(0.5, offset(1e-12));
    }

    /** Over four: all right before the first change, three of four again after 6 examples; never after the second. */
    @Test
    void recoveryCountsFromTheChangeAndIsTheWholeDomainIfItNeverComes() {
        assertThat(PASS.recoveries(8, 4, 0.75)).containsExactly(6, 8);
        assertThat(PASS.recoveries(8, 4, 1)).containsExactly(7, 8);
    }

    @Test
    void accuracyIsOverEverythingAnsweredBeforeItWasTrainedOn() {
        assertThat(PASS.prequential()).isCloseTo(11.0 / 24, offset(1e-12));
    }

    @Test
    void aPassIsReadBackAsItWasWritten() {
        Map<String, Object> map = PASS.toMap();

        assertThat(Pass.of(map)).isEqualTo(PASS);
    }
}
