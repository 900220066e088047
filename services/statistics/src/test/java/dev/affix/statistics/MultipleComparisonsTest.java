package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.statistics.MultipleComparisons.Rule;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipleComparisonsTest {
    @Test
    void theRulesOnNumbersWorkedOutByHand() {
        double[] e = logs(200, 45, 30, 1);
        // alpha 0.05: K/α = 80. Holm: 200 ≥ 80, 45 < 60. e-BH: k = 1: 80, 2: 40, 3: 26.7, 4: 20.
        assertThat(MultipleComparisons.rejected(Rule.E_BONFERRONI, e, 0.05)).containsExactly(true, false, false, false);
        assertThat(MultipleComparisons.rejected(Rule.E_HOLM, e, 0.05)).containsExactly(true, false, false, false);
        assertThat(MultipleComparisons.rejected(Rule.E_BH, e, 0.05)).containsExactly(true, true, true, false);
        // Means with the smallest others: 45: 23 with 1, 25.3 with 1 and 30; 30: 15.5.
        assertThat(MultipleComparisons.rejected(Rule.CLOSED, e, 0.05)).containsExactly(true, true, false, false);
    }

    @Test
    void theClosedRuleIsClosedTestingOverAllSubsets() {
        Random random = new Random(8);
        for (int trial = 0; trial < 300; trial++) {
            int count = 1 + random.nextInt(7);
            double[] e = new double[count];
            for (int i = 0; i < count; i++) {
                e[i] = trial % 5 == 0 ? random.nextInt(3) : 3 * random.nextGaussian();
            }
            double[] adjusted = MultipleComparisons.adjusted(e);
            for (int i = 0; i < count; i++) {
                double least = Double.POSITIVE_INFINITY;
                for (int set = 1; set < 1 << count; set++) {
                    if ((set >> i & 1) == 1) {
                        double sum = 0;
                        for (int k = 0; k < count; k++) {
                            sum += (set >> k & 1) == 1 ? Math.exp(e[k]) : 0;
                        }
                        least = Math.min(least, sum / Integer.bitCount(set));
                    }
                }
                assertThat(adjusted[i]).isCloseTo(Math.log(least), within(1e-10));
            }
        }
    }

    @Test
    void eachRuleRejectsAtLeastWhatTheStricterOneDoesAndEBhIsItsDefinition() {
        Random random = new Random(9);
        for (int trial = 0; trial < 500; trial++) {
            int count = 1 + random.nextInt(9);
            double[] e = random.doubles(count, -2, 8).toArray();
            boolean[] bonferroni = MultipleComparisons.rejected(Rule.E_BONFERRONI, e, 0.05);
            boolean[] holm = MultipleComparisons.rejected(Rule.E_HOLM, e, 0.05);
            boolean[] closed = MultipleComparisons.rejected(Rule.CLOSED, e, 0.05);
            boolean[] eBh = MultipleComparisons.rejected(Rule.E_BH, e, 0.05);
            int k = 0;
            for (int candidate = 1; candidate <= count; candidate++) {
                int reach = 0;
                for (double value : e) {
                    reach += Math.exp(value) * candidate * 0.05 >= count ? 1 : 0;
                }
                k = reach >= candidate ? candidate : k;
            }
            int rejected = 0;
            for (int i = 0; i < count; i++) {
                rejected += eBh[i] ? 1 : 0;
                assertThat(holm[i] || !bonferroni[i]).isTrue();
                assertThat(closed[i] || !holm[i]).isTrue();
            }
            assertThat(rejected).isEqualTo(k);
        }
    }

    /** Six e-processes of true hypotheses with a common cause, watched throughout: the family errs at most at alpha. */
    @Test
    void theFamilyEverErrsWithProbabilityAtMostAlphaUnderDependence() {
        double alpha = 0.1;
        int paths = 1_000;
        int erred = 0;
        for (int path = 0; path < paths; path++) {
            Random random = new Random(path);
            SignTest[] tests = {SignTest.NONE, SignTest.NONE, SignTest.NONE, SignTest.NONE, SignTest.NONE, SignTest.NONE
            };
            boolean error = false;
            for (int n = 0; n < 200 && !error; n++) {
                boolean common = random.nextBoolean();
                double[] e = new double[tests.length];
                for (int i = 0; i < tests.length; i++) {
                    boolean win = random.nextBoolean() ? common : random.nextBoolean();
                    tests[i] = tests[i].plus(win, !win);
                    e[i] = tests[i].logEValueA();
                }
                for (boolean rejected : MultipleComparisons.rejected(Rule.CLOSED, e, alpha)) {
                    error |= rejected;
                }
            }
            erred += error ? 1 : 0;
        }
        assertThat((double) erred / paths).isLessThanOrEqualTo(alpha + 3.1 * Math.sqrt(alpha * (1 - alpha) / paths));
    }

    @Test
    void whatIsNoEValueIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> MultipleComparisons.rejected(Rule.E_BH, new double[] {1, Double.NaN}, 0.05))
                .hasMessageContaining("log e-value 1");
        assertThatThrownBy(() -> MultipleComparisons.rejected(Rule.E_BH, new double[0], 0.05))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> MultipleComparisons.rejected(Rule.E_BH, new double[] {1}, 1))
                .hasMessageContaining("alpha");
    }

    private static double[] logs(double... e) {
        double[] logs = new double[e.length];
        for (int i = 0; i < e.length; i++) {
            logs[i] = Math.log(e[i]);
        }
        return logs;
    }
}
