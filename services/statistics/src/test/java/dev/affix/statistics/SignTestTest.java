package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignTestTest {
    @Test
    void tiesAreLeftOut() {
        assertThat(SignTest.NONE.plus(true, true).plus(false, false)).isEqualTo(SignTest.NONE);
        assertThat(SignTest.NONE.plus(true, false).plus(false, true).plus(true, false))
                .isEqualTo(new SignTest(2, 1));
    }

    /** e_A = 2^(n+1) a! b!/(n+1)! P(Bin(n+1, 1/2) ≤ a), in exact integers. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "0, 1", "5, 5", "12, 3", "3, 12", "40, 17", "0, 60", "60, 0", "700, 612", "300, 512"})
    void isTheClosedFormInExactIntegers(int a, int b) {
        int n = a + b;
        BigInteger cumulative = BigInteger.ZERO;
        for (int k = 0; k <= a; k++) {
            cumulative = cumulative.add(binomial(n + 1, k));
        }
        // 2^(n+1) cancels with the binomial's; a! b!/(n+1)! = 1/((n+1) C(n, a)).
        double expected = log(cumulative) - Math.log(n + 1.0) - log(binomial(n, a));
        assertThat(new SignTest(a, b).logEValueA()).isCloseTo(expected, within(1e-10));
        assertThat(new SignTest(b, a).logEValueB()).isCloseTo(expected, within(1e-10));
        double twoSided = n * Math.log(2) - Math.log(n + 1.0) - log(binomial(n, a));
        assertThat(new SignTest(a, b).logEValue()).isCloseTo(twoSided, within(1e-9));
    }

    @Test
    void theTwoSidedValueIsTheMeanOfTheOneSided() {
        for (int a = 0; a < 60; a += 7) {
            for (int b = 0; b < 60; b += 5) {
                SignTest test = new SignTest(a, b);
                assertThat(Math.exp(test.logEValue()))
                        .isCloseTo(
                                (Math.exp(test.logEValueA()) + Math.exp(test.logEValueB())) / 2,
                                within(1e-9 * Math.exp(test.logEValue())));
            }
        }
    }

    /** The probability of ever rejecting, computed exactly over all paths, not simulated. */
    @Test
    void ofFairPairsAtMostAlphaEverReachOneOverAlpha() {
        for (double alpha : new double[] {0.2, 0.05}) {
            double one = everReached(1_000, alpha, 0.5, false);
            double two = everReached(1_000, alpha, 0.5, true);
            assertThat(one).isPositive().isLessThanOrEqualTo(alpha);
            assertThat(two).isPositive().isLessThanOrEqualTo(alpha);
            assertThat(everReached(1_000, alpha, 0.45, false)).isLessThan(one);
            assertThat(everReached(1_000, alpha, 0.6, false)).isGreaterThan(0.97);
        }
    }

    @Test
    void isAMartingaleIfPairsAreFairAndOneSidedASupermartingaleIfTheyAreNot() {
        for (int a = 0; a < 30; a++) {
            for (int b = 0; b < 30; b++) {
                SignTest now = new SignTest(a, b);
                double won = new SignTest(a + 1, b).logEValue();
                double lost = new SignTest(a, b + 1).logEValue();
                assertThat((Math.exp(won - now.logEValue()) + Math.exp(lost - now.logEValue())) / 2)
                        .isCloseTo(1, within(1e-10));
                double wonA = new SignTest(a + 1, b).logEValueA();
                double lostA = new SignTest(a, b + 1).logEValueA();
                assertThat(0.3 * Math.exp(wonA - now.logEValueA()) + 0.7 * Math.exp(lostA - now.logEValueA()))
                        .isLessThan(1);
            }
        }
    }

    @Test
    void staysFiniteForManyPairs() {
        for (long n = 1; n <= 100_000_000L; n *= 10) {
            assertThat(new SignTest(n, 0).logEValueA()).isFinite();
            assertThat(new SignTest(0, n).logEValueA()).isFinite();
            assertThat(new SignTest(n, n).logEValueA()).isFinite().isNegative();
        }
    }

    @Test
    void negativeCountsAreAnError() {
        assertThatThrownBy(() -> new SignTest(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double everReached(int steps, double alpha, double p, boolean twoSided) {
        double threshold = -Math.log(alpha);
        double[] alive = {1};
        double reached = 0;
        for (int n = 1; n <= steps; n++) {
            double[] next = new double[n + 1];
            for (int a = 0; a < alive.length; a++) {
                next[a + 1] += p * alive[a];
                next[a] += (1 - p) * alive[a];
            }
            for (int a = 0; a <= n; a++) {
                SignTest test = new SignTest(a, n - a);
                if (next[a] > 0 && (twoSided ? test.logEValue() : test.logEValueA()) >= threshold) {
                    reached += next[a];
                    next[a] = 0;
                }
            }
            alive = next;
        }
        return reached;
    }

    private static BigInteger binomial(int n, int k) {
        BigInteger value = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            value = value.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return value;
    }

    private static double log(BigInteger value) {
        int shift = Math.max(0, value.bitLength() - 60);
        double head = new BigDecimal(value.shiftRight(shift), MathContext.DECIMAL64).doubleValue();
        return Math.log(head) + shift * Math.log(2);
    }
}
