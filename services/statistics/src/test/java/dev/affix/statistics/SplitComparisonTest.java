package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.statistics.SplitComparison.Assigned;
import dev.affix.statistics.SplitComparison.State;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SplitComparisonTest {
    /** Exact enumeration over the assignment and both scores, after any past: the mean of π z is π (μ_A − μ_B). */
    @Test
    void theWeightedVariableHasTheDifferenceAsItsMeanWhateverThePast() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            double pA = 0.1 + 0.4 * random.nextDouble();
            double pB = 0.1 + 0.4 * random.nextDouble();
            double muA = random.nextDouble();
            double muB = random.nextDouble();
            SplitComparison comparison = new SplitComparison(0.05, 0.02, 0.1);
            State past = State.NONE;
            for (int i = 0; i < trial; i++) {
                past = comparison.plus(past, anyOf(random.nextInt(3)), random.nextDouble(), pA, pB);
            }
            double mean = 0;
            for (Assigned arm : Assigned.values()) {
                double probability = arm == Assigned.A ? pA : arm == Assigned.B ? pB : 1 - pA - pB;
                double right = arm == Assigned.A ? muA : arm == Assigned.B ? muB : 0.5;
                for (int score = 0; score <= 1; score++) {
                    State next = comparison.plus(past, arm, score, pA, pB);
                    double z = next.scaled().sum() - past.scaled().sum();
                    mean += probability * (score == 1 ? right : 1 - right) * z;
                }
            }
            assertThat(mean / 0.1).isCloseTo(muA - muB, within(1e-9));
        }
    }

    private static Assigned anyOf(int draw) {
        return draw == 0 ? Assigned.A : draw == 1 ? Assigned.B : Assigned.OTHER;
    }

    @Test
    void findsTheBetterArmAndIsMirroredByExchangingThem() {
        SplitComparison comparison = new SplitComparison(0.05, 0.01, 0.3);
        State state = State.NONE;
        State mirrored = State.NONE;
        RandomGenerator random = RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(5);
        for (int i = 0; i < 6_000; i++) {
            boolean toA = random.nextDouble() < 0.3;
            double score = random.nextDouble() < (toA ? 0.8 : 0.6) ? 1 : 0;
            state = comparison.plus(state, toA ? Assigned.A : Assigned.B, score, 0.3, 0.7);
            mirrored = comparison.plus(mirrored, toA ? Assigned.B : Assigned.A, score, 0.7, 0.3);
        }
        assertThat(comparison.outcome(state)).isEqualTo(Outcome.A_BETTER);
        assertThat(comparison.outcome(mirrored)).isEqualTo(Outcome.B_BETTER);
        assertThat(comparison.interval(state).contains(0.2)).isTrue();
        assertThat(comparison.interval(mirrored).lower())
                .isCloseTo(-comparison.interval(state).upper(), within(1e-12));
        assertThat(comparison.logEValueB(mirrored)).isCloseTo(comparison.logEValueA(state), within(1e-9));
    }

    @Test
    void everMissesTheRunningMeanUnderDriftWithProbabilityAtMostAlpha() {
        double alpha = 0.1;
        int paths = 400;
        int missed = 0;
        SplitComparison comparison = new SplitComparison(alpha, 0.01, 0.2);
        for (int path = 0; path < paths; path++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(17L * path + 3);
            State state = State.NONE;
            double target = 0;
            for (int i = 1; i <= 800; i++) {
                double muA = i < 300 ? 0.9 : 0.3;
                double muB = 0.5 + 0.3 * Math.sin(i / 40.0);
                double pA = 0.2 + 0.3 * (i % 2);
                boolean toA = random.nextDouble() < pA;
                double score = random.nextDouble() < (toA ? muA : muB) ? 1 : 0;
                state = comparison.plus(state, toA ? Assigned.A : Assigned.B, score, pA, 1 - pA);
                target += muA - muB;
                if (i % 5 == 0 && !comparison.interval(state).contains(target / i)) {
                    missed++;
                    break;
                }
            }
        }
        assertThat((double) missed / paths).isLessThanOrEqualTo(alpha + 3.1 * Math.sqrt(alpha * (1 - alpha) / paths));
    }

    @Test
    void theExpectedRequestsAreAboutTheMedianUntilTheVerdict() {
        SplitComparison comparison = new SplitComparison(0.05, 0.01, 0.5);
        long[] needed = new long[101];
        long[] expected = new long[needed.length];
        for (int stream = 0; stream < needed.length; stream++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(stream);
            State state = State.NONE;
            while (comparison.outcome(state) == Outcome.UNDECIDED) {
                boolean toA = random.nextBoolean();
                double score = random.nextDouble() < (toA ? 0.8 : 0.6) ? 1 : 0;
                state = comparison.plus(state, toA ? Assigned.A : Assigned.B, score, 0.5, 0.5);
            }
            needed[stream] = state.scaled().count();
            for (int i = 0; i < 20_000; i++) {
                boolean toA = random.nextBoolean();
                double score = random.nextDouble() < (toA ? 0.8 : 0.6) ? 1 : 0;
                state = comparison.plus(state, toA ? Assigned.A : Assigned.B, score, 0.5, 0.5);
            }
            expected[stream] = comparison.expectedRequests(state);
        }
        Arrays.sort(needed);
        Arrays.sort(expected);
        assertThat((double) expected[50] / needed[50]).isBetween(0.67, 1.5);
    }

    @Test
    void sequencesTakenTogetherHaveTheMeanOfAllTheirRequests() {
        SplitComparison comparison = new SplitComparison(0.05, 0.01, 0.5);
        State first = comparison.plus(State.NONE, Assigned.A, 1, 0.5, 0.5);
        State second = comparison.plus(comparison.plus(State.NONE, Assigned.B, 0, 0.5, 0.5), Assigned.A, 1, 0.5, 0.5);
        State total = State.total(List.of(first, second));
        assertThat(total.countA()).isEqualTo(2);
        assertThat(total.countB()).isEqualTo(1);
        assertThat(total.sumA()).isEqualTo(2);
        assertThat(comparison.difference(total))
                .isCloseTo(
                        Math.min(1, (comparison.difference(first) + 2 * comparison.difference(second)) / 3),
                        within(1e-12));
    }

    @Test
    void whatIsOutOfBoundsIsAnError() {
        SplitComparison comparison = new SplitComparison(0.05, 0.01, 0.2);
        assertThatThrownBy(() -> comparison.plus(State.NONE, Assigned.A, 1, 0.1, 0.9))
                .hasMessageContaining("0.1");
        assertThatThrownBy(() -> comparison.plus(State.NONE, Assigned.A, 1, 0.6, 0.6))
                .hasMessageContaining("0.6");
        assertThatThrownBy(() -> comparison.plus(State.NONE, Assigned.A, 1.5, 0.5, 0.5))
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new SplitComparison(0.05, 0.01, 0.6)).hasMessageContaining("leastProbability");
        assertThatThrownBy(() -> new SplitComparison(0.05, -1, 0.5)).hasMessageContaining("margin");
    }
}
