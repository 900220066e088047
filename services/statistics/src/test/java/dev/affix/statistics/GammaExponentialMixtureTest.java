package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mixture against published values and against its own definition, integrated numerically. */
class GammaExponentialMixtureTest {
    private static final double SCALE = 2;
    private static final double RHO = GammaExponentialMixture.rhoFor(100, 0.05);

    private final GammaExponentialMixture mixture = new GammaExponentialMixture(SCALE, RHO);

    /** Values of the reference implementation by the authors of arXiv 1810.08240 (gostevehoward/confseq, unit tests). */
    @Test
    void agreesWithThePublishedImplementation() {
        assertThat(GammaExponentialMixture.rhoFor(100, 0.025)).isCloseTo(12.60056, within(1e-5));
        assertThat(mixture.logValue(10, 100)).isCloseTo(-0.2490165, within(1e-5));
        assertThat(mixture.boundary(100, Math.log(20))).isCloseTo(33.02017, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "-1, 1",
        "2, 0.5",
        "10, 100",
        "-10, 100",
        "-30, 4",
        "-80, 3",
        "33, 100",
        "60, 50",
        "-300, 250",
        "200, 1500",
        "-900, 700",
        "40, 0.01",
        "-6.3, 0.05",
        "-40, 2"
    })
    void agreesWithTheNumericalIntegralOfItsDefinition(double s, double v) {
        assertThat(mixture.logValue(s, v)).isCloseTo(integrated(s, v), within(1e-7));
    }

    @Test
    void startsAtOne() {
        assertThat(mixture.logValue(0, 0)).isCloseTo(0, within(1e-13));
    }

    @Test
    void staysFiniteAndIncreasesWithTheSumOverTheWholeRangeOfAMillionExamples() {
        for (double v : new double[] {0, 1e-9, 1, 1e2, 1e4, 2.5e5, 4e6}) {
            double last = Double.NEGATIVE_INFINITY;
            for (double s = -1e6; s <= 1e6; s += 12_500) {
                double value = mixture.logValue(s, v);
                assertThat(value).as("m(%s, %s)", s, v).isFinite().isGreaterThan(last);
                last = value;
            }
        }
    }

    /** Where one method of computing the integral takes over from another there must be no step. */
    @Test
    void hasNoStepWhereTheComputationChanges() {
        for (double a : new double[] {0.7, 3.6, 40, 2_000}) {
            for (double x : new double[] {0, a + 1}) {
                double width = 1e-6;
                double slope = PowerIntegral.log(a, x - width) - PowerIntegral.log(a, x + width);
                double outer = PowerIntegral.log(a, x - 3 * width) - PowerIntegral.log(a, x - width);
                assertThat(slope).isCloseTo(outer, within(1e-9));
            }
        }
    }

    @Test
    void theBoundaryIsWhereTheMixtureReachesTheThreshold() {
        for (double v = 0; v < 5_000; v = 1.5 * v + 0.1) {
            double u = mixture.boundary(v, Math.log(40));
            assertThat(mixture.logValue(u, v)).isGreaterThanOrEqualTo(Math.log(40));
            assertThat(mixture.logValue(u * (1 - 1e-9), v)).isLessThan(Math.log(40));
        }
    }

    @Test
    void refusesWhatIsNoMixture() {
        assertThatThrownBy(() -> new GammaExponentialMixture(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GammaExponentialMixture(2, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mixture.logValue(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mixture.boundary(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void logGammaAgreesWithFactorials() {
        double log = 0;
        for (int n = 1; n < 170; n++) {
            assertThat(LogGamma.of(n)).isCloseTo(log, within(1e-13 * Math.max(1, log)));
            log += Math.log(n);
        }
        assertThat(LogGamma.of(0.5)).isCloseTo(Math.log(Math.PI) / 2, within(1e-14));
    }

    /** log ∫ exp(λ s − ψ(λ) v) dF(λ), with the density of F from the definition, by Simpson's rule in z = log y. */
    private static double integrated(double s, double v) {
        double shape = RHO / (SCALE * SCALE);
        DoubleUnaryOperator prior = z -> shape * z - shape * Math.exp(z);
        DoubleUnaryOperator posterior = z -> {
            double lambda = -Math.expm1(z) / SCALE;
            double psi = (-z - SCALE * lambda) / (SCALE * SCALE);
            return prior.applyAsDouble(z) + lambda * s - psi * v;
        };
        return logSimpson(posterior) - logSimpson(prior);
    }

    private static double logSimpson(DoubleUnaryOperator logDensity) {
        int steps = 400_000;
        double from = -40;
        double h = -from / steps;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= steps; i++) {
            max = Math.max(max, logDensity.applyAsDouble(from + i * h));
        }
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(logDensity.applyAsDouble(from + i * h) - max);
        }
        return max + Math.log(sum * h / 3);
    }
}
