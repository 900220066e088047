package dev.affix.inference.answering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    @RepeatedTest(50)
    void everyRowIsInExactlyOneCallWithinTheLimit(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int[] lengths = random.ints(random.nextInt(200), 2, 65).toArray();
        int maxRows = 1 + random.nextInt(40);
        List<int[]> calls = BatchPlan.of(lengths, 1 + random.nextInt(4), maxRows);
        assertThat(calls.stream().flatMapToInt(Arrays::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, lengths.length).boxed().toList());
        assertThat(calls).allSatisfy(call -> assertThat(call.length).isBetween(1, maxRows));
    }

    @Test
    void paddingStaysSmallWhereLengthsDiffer() {
        int[] lengths = new Random(7).ints(256, 3, 65).toArray();
        long padded = BatchPlan.of(lengths, 2, 64).stream()
                .mapToLong(call -> (long) call.length
                        * Arrays.stream(call).map(row -> lengths[row]).max().orElse(0))
                .sum();
        assertThat(padded).isLessThan((long) (1.3 * Arrays.stream(lengths).sum()));
    }

    @Test
    void rowsEnoughAreSharedAmongAllWorkers() {
        int[] lengths = IntStream.generate(() -> 20).limit(32).toArray();
        assertThat(BatchPlan.of(lengths, 4, 64))
                .hasSize(4)
                .allSatisfy(call -> assertThat(call).hasSize(8));
    }

    @Test
    void aFewRowsAreOneCall() {
        assertThat(BatchPlan.of(new int[] {9, 10, 11, 12}, 8, 64)).hasSize(1);
        assertThat(BatchPlan.of(new int[0], 8, 64)).isEmpty();
    }
}
