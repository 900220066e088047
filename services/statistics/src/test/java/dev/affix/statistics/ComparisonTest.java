package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final double ALPHA = 0.05;
    private final Comparison comparison = new Comparison(ALPHA, 0.02);

    @Test
    void nothingIsDecidedBeforeTheFirstExample() {
        assertThat(comparison.outcome(DifferenceSums.NONE)).isEqualTo(Outcome.UNDECIDED);
        assertThat(comparison.interval(DifferenceSums.NONE)).isEqualTo(new Interval(-1, 1));
        assertThat(comparison.logEValueA(DifferenceSums.NONE)).isCloseTo(0, within(1e-12));
    }

    @Test
    void theBetterArmIsNamedByItsSide() {
        assertThat(comparison.outcome(draws(0.4, 0.1, 2_000, 1))).isEqualTo(Outcome.A_BETTER);
        assertThat(comparison.outcome(draws(0.1, 0.4, 2_000, 1))).isEqualTo(Outcome.B_BETTER);
        assertThat(comparison.outcome(draws(0.2, 0.2, 2_000, 1))).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void armsThatAlwaysAgreeBecomeEquivalent() {
        assertThat(comparison.outcome(draws(0, 0, 50, 1))).isEqualTo(Outcome.UNDECIDED);
        assertThat(comparison.outcome(draws(0, 0, 5_000, 1))).isEqualTo(Outcome.EQUIVALENT);
    }

    @Test
    void aDifferenceInsideTheMarginIsEquivalentEvenWhenItIsReal() {
        Comparison wide = new Comparison(ALPHA, 0.5);
        DifferenceSums sums = draws(0.3, 0.1, 3_000, 1);
        assertThat(wide.interval(sums).lower()).isPositive();
        assertThat(wide.outcome(sums)).isEqualTo(Outcome.EQUIVALENT);
    }

    @Test
    void theOutcomeIsWhatTheIntervalSays() {
        DifferenceSums sums = DifferenceSums.NONE;
        Random random = new Random(3);
        for (int n = 1; n < 3_000; n++) {
            double u = random.nextDouble();
            sums = sums.plus(u < 0.22 ? 1 : u < 0.36 ? -1 : 0);
            Interval interval = comparison.interval(sums);
            Outcome expected = interval.lower() >= -0.02 && interval.upper() <= 0.02
                    ? Outcome.EQUIVALENT
                    : interval.lower() > 0
                            ? Outcome.A_BETTER
                            : interval.upper() < 0 ? Outcome.B_BETTER : Outcome.UNDECIDED;
            assertThat(comparison.outcome(sums)).isEqualTo(expected);
            assertThat(interval.contains(sums.mean())).isTrue();
            assertThat(comparison.logEValueA(sums) >= Math.log(2 / ALPHA)).isEqualTo(interval.lower() > 0);
        }
        assertThat(comparison.outcome(sums)).isEqualTo(Outcome.A_BETTER);
    }

    @Test
    void exchangingTheArmsMirrorsEverything() {
        DifferenceSums sums = draws(0.3, 0.2, 400, 5);
        DifferenceSums mirrored = draws(0.2, 0.3, 400, 5, true);
        assertThat(mirrored.sum()).isEqualTo(-sums.sum());
        assertThat(comparison.logEValueB(mirrored)).isEqualTo(comparison.logEValueA(sums));
        assertThat(comparison.interval(mirrored).lower())
                .isEqualTo(-comparison.interval(sums).upper());
    }

    @Test
    void aScoreOutOfBoundsIsAnError() {
        for (double bad : new double[] {-1e-9, 1 + 1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Comparison.difference(bad, 0.5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Comparison.difference(0.5, bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> DifferenceSums.NONE.plus(1.0001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void savedAndLoadedAfterAnyExampleItGoesOnAsIfItHadNotBeen() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        Random random = new Random(11);
        DifferenceSums whole = DifferenceSums.NONE;
        DifferenceSums interrupted = DifferenceSums.NONE;
        for (int n = 0; n < 500; n++) {
            double difference = 2 * random.nextDouble() - 1;
            whole = whole.plus(difference);
            String saved = json.writeValueAsString(interrupted.plus(difference));
            interrupted = json.readValue(saved, DifferenceSums.class);
            assertThat(interrupted).isEqualTo(whole);
        }
    }

    /** The sums of each partition do not depend on how partitions interleave, so neither does their total. */
    @Test
    void theTotalOfPartitionsDoesNotDependOnTheirInterleaving() {
        DifferenceSums first = draws(0.3, 0.2, 700, 1);
        DifferenceSums second = draws(0.5, 0.1, 300, 2);
        DifferenceSums total = DifferenceSums.total(List.of(first, second));
        assertThat(total.count()).isEqualTo(1_000);
        assertThat(total.sum()).isEqualTo(first.sum() + second.sum());
        assertThat(total.variation()).isEqualTo(first.variation() + second.variation());
    }

    private static DifferenceSums draws(double p, double q, int n, long seed) {
        return draws(p, q, n, seed, false);
    }

    private static DifferenceSums draws(double p, double q, int n, long seed, boolean bFirst) {
        Random random = new Random(seed);
        DifferenceSums sums = DifferenceSums.NONE;
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            double first = bFirst ? q : p;
            double second = bFirst ? p : q;
            double sign = bFirst ? -1 : 1;
            sums = sums.plus(u < first ? sign : u < first + second ? -sign : 0);
        }
        return sums;
    }
}
