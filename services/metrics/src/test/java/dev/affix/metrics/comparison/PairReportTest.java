package dev.affix.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Verdict.Outcome;
import dev.affix.statistics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairReportTest {
    private static final double ALPHA = 0.05;

    private static PairReport report(double eValueA, double eValueB, Outcome outcome) {
        return new PairReport(100, 0, new Interval(-1, 1), Math.log(eValueA), Math.log(eValueB), outcome);
    }

    @Test
    void aVerdictThatIsJustEnoughAloneIsNotEnoughAmongThree() {
        PairReport just = report(41, 0.1, Outcome.A_BETTER);
        PairReport nothing = report(1, 1, Outcome.UNDECIDED);
        assertThat(PairReport.holdForAllPairs(List.of(just), ALPHA)).containsExactly(true);
        // The mean with the other five e-values is (41 + 0.1 + 4) / 6, below 20.
        assertThat(PairReport.holdForAllPairs(List.of(nothing, just, nothing), ALPHA))
                .containsExactly(false, false, false);
    }

    @Test
    void strongVerdictsOfEitherSideHoldTogether() {
        assertThat(PairReport.holdForAllPairs(
                        List.of(
                                report(1e6, 1e-3, Outcome.A_BETTER),
                                report(1e-3, 1e9, Outcome.B_BETTER),
                                report(1e3, 1e3, Outcome.EQUIVALENT)),
                        ALPHA))
                .containsExactly(true, true, false);
    }

    @Test
    void noPairsNoAnswers() {
        assertThat(PairReport.holdForAllPairs(List.of(), ALPHA)).isEmpty();
    }
}
