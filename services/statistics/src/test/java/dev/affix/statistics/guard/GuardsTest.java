package dev.affix.statistics.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private static final double ALPHA = 0.05;
    private static final double LEVEL = Math.log(1 / ALPHA);

    /** The Bayes factor is the product of predictive probabilities over configured ones. */
    @Test
    void theSampleRatioTestIsTheProductOfItsPredictions() {
        List<Double> theta = List.of(0.5, 0.3, 0.2);
        SampleRatioTest test = SampleRatioTest.of(theta);
        Random random = new Random(3);
        double log = 0;
        for (int n = 0; n < 3_000; n++) {
            double u = random.nextDouble();
            int arm = u < 0.4 ? 0 : u < 0.75 ? 1 : 2;
            log += Math.log((100 * theta.get(arm) + test.counts().get(arm)) / (100 + n) / theta.get(arm));
            test = test.plus(arm);
        }
        assertThat(test.logEValue()).isCloseTo(log, within(1e-8)).isGreaterThan(LEVEL);
    }

    /** Exactly, over all paths of two arms. */
    @Test
    void theSampleRatioTestEverErrsWithProbabilityAtMostAlpha() {
        double p = 0.3;
        double[] alive = {1};
        double reached = 0;
        for (int n = 1; n <= 600; n++) {
            double[] next = new double[n + 1];
            for (int a = 0; a < alive.length; a++) {
                next[a + 1] += p * alive[a];
                next[a] += (1 - p) * alive[a];
            }
            for (int a = 0; a <= n; a++) {
                if (new SampleRatioTest(List.of(p, 1 - p), List.of((long) a, (long) n - a)).logEValue() >= LEVEL) {
                    reached += next[a];
                    next[a] = 0;
                }
            }
            alive = next;
        }
        assertThat(reached).isPositive().isLessThanOrEqualTo(ALPHA);
    }

    /** Every sequence of 12 observations, with its probability: the mean of the e-value is at most 1. */
    @Test
    void theMeanOfTheEValueIsAtMostOneUnderAnyOneDistribution() {
        for (double p : new double[] {0.5, 0.2, 0.03}) {
            double mean = 0;
            for (int sequence = 0; sequence < 1 << 12; sequence++) {
                HomogeneityTest test = new HomogeneityTest(2, 2);
                for (int i = 0; i < 12; i++) {
                    test.add(i % 3 == 0 ? 0 : 1, sequence >> i & 1);
                }
                int ones = Integer.bitCount(sequence);
                mean += Math.pow(p, ones) * Math.pow(1 - p, 12 - ones) * Math.exp(test.logEValue());
            }
            assertThat(mean).isLessThanOrEqualTo(1 + 1e-12);
        }
    }

    @Test
    void theMixtureIsTheProductOfItsPredictions() {
        long[] counts = new long[3];
        Random random = new Random(5);
        double log = 0;
        for (int n = 0; n < 400; n++) {
            int category = random.nextInt(3);
            log += Math.log((counts[category] + 0.5) / (n + 1.5));
            counts[category]++;
        }
        assertThat(CategoryCounts.logMixture(counts)).isCloseTo(log, within(1e-9));
        double greatest = 0;
        for (long count : counts) {
            greatest += count * Math.log(count / 400.0);
        }
        assertThat(CategoryCounts.logGreatest(counts)).isCloseTo(greatest, within(1e-9));
    }

    @Test
    void latenessThatDiffersIsFoundAndLatenessThatDoesNotIsNot() {
        Random random = new Random(1);
        HomogeneityTest differing = new HomogeneityTest(2, 3);
        int falseAlarms = 0;
        for (int i = 0; i < 1_500; i++) {
            int group = random.nextInt(2);
            double u = random.nextDouble();
            differing.add(group, u < (group == 0 ? 0.7 : 0.55) ? 0 : u < 0.9 ? 1 : 2);
        }
        assertThat(differing.logEValue()).isGreaterThan(LEVEL);
        for (int path = 0; path < 400; path++) {
            HomogeneityTest same = new HomogeneityTest(2, 3);
            boolean alarm = false;
            for (int i = 0; i < 400; i++) {
                double u = random.nextDouble();
                same.add(random.nextDouble() < 0.2 ? 0 : 1, u < 0.7 ? 0 : u < 0.9 ? 1 : 2);
                alarm |= same.logEValue() >= LEVEL;
            }
            falseAlarms += alarm ? 1 : 0;
        }
        assertThat(falseAlarms / 400.0).isLessThanOrEqualTo(ALPHA);
        long[][] saved = differing.counts();
        assertThat(new HomogeneityTest(saved).logEValue()).isEqualTo(differing.logEValue());
    }

    @Test
    void aChangeOfTheLabelsIsFoundAndNoChangeIsNot() {
        Random random = new Random(2);
        LabelDriftTest drifting = new LabelDriftTest(3);
        for (int i = 0; i < 1_100; i++) {
            double u = random.nextDouble();
            drifting.add(u < (i < 500 ? 0.6 : 0.4) ? 0 : u < 0.8 ? 1 : 2);
        }
        assertThat(drifting.logEValue()).isGreaterThan(LEVEL);
        int falseAlarms = 0;
        for (int path = 0; path < 300; path++) {
            LabelDriftTest steady = new LabelDriftTest(3);
            boolean alarm = false;
            for (int i = 0; i < 500; i++) {
                double u = random.nextDouble();
                steady.add(u < 0.6 ? 0 : u < 0.9 ? 1 : 2);
                alarm |= steady.logEValue() >= LEVEL;
            }
            falseAlarms += alarm ? 1 : 0;
        }
        assertThat(falseAlarms / 300.0).isLessThanOrEqualTo(ALPHA);
    }

    /** Each alternative as a product of predictions over the whole past, their weights adding up to 1. */
    @Test
    void theDriftTestIsTheNaiveMixtureOverTheGreatestLikelihood() {
        Random random = new Random(4);
        int[] labels = random.ints(150, 0, 3).toArray();
        LabelDriftTest test = new LabelDriftTest(3);
        for (int n = 1; n <= labels.length; n++) {
            test.add(labels[n - 1]);
            double mixture = 0;
            double rest = 1;
            int point = 32;
            for (int k = 1; point <= n; k++, point *= 2) {
                double weight = 1.0 / (k * (k + 1));
                rest -= weight;
                mixture += weight * predicted(labels, 0, point) * predicted(labels, point, n);
            }
            mixture += rest * predicted(labels, 0, n);
            double greatest = 1;
            for (int i = 0; i < n; i++) {
                int same = 0;
                for (int j = 0; j < n; j++) {
                    same += labels[j] == labels[i] ? 1 : 0;
                }
                greatest *= (double) same / n;
            }
            assertThat(test.logEValue()).isCloseTo(Math.log(mixture / greatest), within(1e-9));
        }
    }

    private static double predicted(int[] labels, int from, int to) {
        double product = 1;
        int[] counts = new int[3];
        for (int i = from; i < to; i++) {
            product *= (counts[labels[i]] + 0.5) / (i - from + 1.5);
            counts[labels[i]]++;
        }
        return product;
    }

    @Test
    void theDriftTestGoesOnAsIfItHadNotBeenSavedAndRemembersOnlyALogarithm() {
        LabelDriftTest whole = new LabelDriftTest(4);
        LabelDriftTest interrupted = new LabelDriftTest(4);
        Random random = new Random(6);
        for (int i = 0; i < 2_000; i++) {
            int label = random.nextInt(4);
            whole.add(label);
            interrupted.add(label);
            interrupted = new LabelDriftTest(interrupted.state());
        }
        assertThat(interrupted.state()).isEqualTo(whole.state());
        assertThat(interrupted.logEValue()).isEqualTo(whole.logEValue());
        assertThat(whole.state().before()).hasSize(6);
    }

    @Test
    void whatIsOutOfBoundsIsAnError() {
        assertThatThrownBy(() -> SampleRatioTest.of(List.of(0.5, 0.6))).hasMessageContaining("sum 1");
        assertThatThrownBy(() -> new SampleRatioTest(List.of(0.5, 0.5), List.of(1L, -1L)))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new HomogeneityTest(1, 2)).hasMessageContaining("groups");
        assertThatThrownBy(() -> new HomogeneityTest(new long[][] {{1, 2}, {1, -2}}))
                .hasMessageContaining("counts[1]");
        assertThatThrownBy(() -> new LabelDriftTest(1)).hasMessageContaining("classes");
    }
}
