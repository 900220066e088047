package dev.affix.statistics.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassScoresTest {
    private static final int CLASSES = 5;
    private static final int BINS = 10;

    /** All scores from their definitions over the whole past, with explicit weights. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.99, 0.5})
    void allScoresAreTheNaiveOnes(double fading) {
        Random random = new Random(1);
        ClassScores scores = new ClassScores(CLASSES, BINS, 3, fading);
        List<double[]> past = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int n = 1; n <= 300; n++) {
            past.add(probabilities(random));
            labels.add(random.nextInt(CLASSES));
            scores.add(ScoredAnswer.of(past.get(n - 1), labels.get(n - 1)));
            scores = new ClassScores(scores.state());
        }
        assertNaive(scores, past, labels, fading);
    }

    @Test
    void theWindowHasTheScoresOfItsAnswersOnly() {
        Random random = new Random(2);
        SlidingScores window = new SlidingScores(50);
        List<double[]> past = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int n = 0; n < 170; n++) {
            past.add(probabilities(random));
            labels.add(random.nextInt(CLASSES));
            window.add(ScoredAnswer.of(past.get(n), labels.get(n)));
            window = new SlidingScores(50, window.answers());
        }
        assertNaive(window.scores(CLASSES, BINS, 3), past.subList(120, 170), labels.subList(120, 170), 1);
    }

    private static void assertNaive(ClassScores scores, List<double[]> past, List<Integer> labels, double fading) {
        double weight = 0;
        double right = 0;
        double brier = 0;
        double logLoss = 0;
        double topTwo = 0;
        double[][] confusion = new double[CLASSES][CLASSES];
        double[][] bins = new double[BINS][3];
        for (int i = 0; i < past.size(); i++) {
            double w = Math.pow(fading, past.size() - 1 - i);
            double[] p = past.get(i);
            int label = labels.get(i);
            int best = 0;
            int better = 0;
            for (int k = 0; k < CLASSES; k++) {
                best = p[k] > p[best] ? k : best;
                better += p[k] > p[label] ? 1 : 0;
                brier += w * (k == label ? (1 - p[k]) * (1 - p[k]) : p[k] * p[k]);
            }
            weight += w;
            right += best == label ? w : 0;
            topTwo += better < 2 ? w : 0;
            logLoss -= w * Math.log(p[label]);
            confusion[label][best] += w;
            double[] bin = bins[(int) Math.min(BINS - 1, Math.floor(p[best] * BINS))];
            bin[0] += w;
            bin[1] += w * p[best];
            bin[2] += best == label ? w : 0;
        }
        double f1 = 0;
        for (int k = 0; k < CLASSES; k++) {
            double predicted = 0;
            double labelled = 0;
            for (int other = 0; other < CLASSES; other++) {
                predicted += confusion[other][k];
                labelled += confusion[k][other];
            }
            double precision = predicted == 0 ? 0 : confusion[k][k] / predicted;
            double recall = labelled == 0 ? 0 : confusion[k][k] / labelled;
            double own = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
            assertThat(scores.ofClass(k).precision()).isCloseTo(precision, within(1e-12));
            assertThat(scores.ofClass(k).recall()).isCloseTo(recall, within(1e-12));
            assertThat(scores.ofClass(k).f1()).isCloseTo(own, within(1e-12));
            assertThat(scores.ofClass(k).support()).isCloseTo(labelled, within(1e-10));
            f1 += own / CLASSES;
        }
        double ece = 0;
        for (int b = 0; b < BINS; b++) {
            assertThat(scores.reliability().get(b).weight()).isCloseTo(bins[b][0], within(1e-10));
            if (bins[b][0] > 0) {
                double gap = bins[b][2] / bins[b][0] - bins[b][1] / bins[b][0];
                ece += bins[b][0] / weight * Math.abs(gap);
                ClassScores.Bin bin = scores.reliability().get(b);
                assertThat(bin.accuracy() - bin.confidence()).isCloseTo(gap, within(1e-10));
            }
        }
        assertThat(scores.weight()).isCloseTo(weight, within(1e-10));
        assertThat(scores.accuracy()).isCloseTo(right / weight, within(1e-12));
        assertThat(scores.top(1)).isCloseTo(right / weight, within(1e-12));
        assertThat(scores.top(2)).isCloseTo(topTwo / weight, within(1e-12));
        assertThat(scores.brier()).isCloseTo(brier / weight, within(1e-12));
        assertThat(scores.logLoss()).isCloseTo(logLoss / weight, within(1e-12));
        assertThat(scores.macroF1()).isCloseTo(f1, within(1e-12));
        assertThat(scores.calibrationError()).isCloseTo(ece, within(1e-12));
    }

    @Test
    void equalProbabilitiesAreRankedByClassSoThatTopOneIsAccuracy() {
        double[] equal = {0.25, 0.25, 0.25, 0.25};
        assertThat(ScoredAnswer.of(equal, 0).rank()).isZero();
        assertThat(ScoredAnswer.of(equal, 0).predicted()).isZero();
        assertThat(ScoredAnswer.of(equal, 3).rank()).isEqualTo(3);
        assertThat(ScoredAnswer.of(new double[] {1, 0}, 1).brier()).isEqualTo(2);
        assertThat(ScoredAnswer.of(new double[] {1, 0}, 1).logLoss()).isFinite().isGreaterThan(100);
    }

    @Test
    void whatIsOutOfBoundsIsAnError() {
        assertThatThrownBy(() -> ScoredAnswer.of(new double[] {0.5, 0.5}, 2)).hasMessageContaining("label");
        assertThatThrownBy(() -> ScoredAnswer.of(new double[] {0.5, 0.4}, 0)).hasMessageContaining("sum 1");
        assertThatThrownBy(() -> ScoredAnswer.of(new double[] {-0.1, 1.1}, 0)).hasMessageContaining("class 0");
        assertThatThrownBy(() -> new ClassScores(1, 10, 1, 1)).hasMessageContaining("classes");
        assertThatThrownBy(() -> new ClassScores(2, 10, 1, 0)).hasMessageContaining("fading");
        assertThatThrownBy(() -> new ClassScores(2, 10, 1, 1).top(2)).hasMessageContaining("k must be");
        assertThatThrownBy(() -> new SlidingScores(0)).hasMessageContaining("window");
        assertThat(new ClassScores(2, 10, 1, 1).accuracy()).isNaN();
    }

    private static double[] probabilities(Random random) {
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            p[k] = Math.exp(2 * random.nextGaussian());
            sum += p[k];
        }
        for (int k = 0; k < CLASSES; k++) {
            p[k] /= sum;
        }
        return p;
    }
}
