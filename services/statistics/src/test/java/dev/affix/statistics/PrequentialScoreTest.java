package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrequentialScoreTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 63, 64, 65, 500})
    void allScoresAreThoseOfTheNaiveSums(int window) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        Random random = new Random(window);
        int n = 1_300;
        boolean[] right = new boolean[n];
        PrequentialScore score = new PrequentialScore(window);
        double logLoss = 0;
        for (int i = 0; i < n; i++) {
            right[i] = random.nextDouble() < 0.3 + 0.4 * i / n;
            double loss = 3 * random.nextDouble();
            logLoss += loss;
            score.add(right[i], loss);
            // Saved and loaded after every example: as if it had not been.
            score = new PrequentialScore(
                    json.readValue(json.writeValueAsString(score.state()), PrequentialScore.State.class));
            int count = i + 1;
            assertThat(score.count()).isEqualTo(count);
            assertThat(score.accuracy()).isEqualTo(share(right, 0, count));
            assertThat(score.rollingAccuracy()).isEqualTo(share(right, Math.max(0, count - window), count));
            assertThat(score.firstWindowAccuracy()).isEqualTo(share(right, 0, Math.min(window, count)));
            assertThat(score.logLoss()).isCloseTo(logLoss / count, within(1e-12));
        }
    }

    @Test
    void anArmWithoutExamplesHasNoScore() {
        PrequentialScore score = new PrequentialScore(500);
        assertThat(score.accuracy()).isNaN();
        assertThat(score.logLoss()).isNaN();
        assertThat(score.rollingAccuracy()).isNaN();
        assertThat(score.firstWindowAccuracy()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aLogLossOutOfItsRangeIsAnErrorAndCountsNothing(double logLoss) {
        PrequentialScore score = new PrequentialScore(500);
        assertThatThrownBy(() -> score.add(true, logLoss)).isInstanceOf(IllegalArgumentException.class);
        assertThat(score.count()).isZero();
    }

    private static double share(boolean[] right, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += right[i] ? 1 : 0;
        }
        return (double) sum / (to - from);
    }
}
