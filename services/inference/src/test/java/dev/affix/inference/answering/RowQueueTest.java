package dev.affix.inference.answering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.inference.answering.RowQueue.Waiting;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Which rows go together and when, on a clock that the tests turn. */
class RowQueueTest {
    private static final long DELAY = 1_000;
    private static final long DEADLINE = 50_000;

    private final RowQueue queue = queue(1, 64, 256, 1000);

    @Test
    void rowsWaitForCompanyUntilTheirDelayIsOver() {
        queue.add(fresh(100, 10));
        assertThat(queue.take(100, false)).isEmpty();
        assertThat(queue.nextDue()).isEqualTo(OptionalLong.of(100 + DELAY));
        queue.add(fresh(600, 12));
        assertThat(queue.take(99 + DELAY, false)).isEmpty();
        assertThat(lengths(queue.take(100 + DELAY, false))).containsExactly(10, 12);
        assertThat(queue.size()).isZero();
        assertThat(queue.nextDue()).isEmpty();
    }

    @Test
    void aCallThatIsFullOfTokensLeavesAtOnce() {
        queue.add(fresh(0, 30, 31, 32, 30, 31, 32, 30));
        assertThat(queue.take(0, false)).isEmpty();
        queue.add(fresh(0, 29));
        assertThat(queue.take(0, false)).hasSize(8);
    }

    @Test
    void aCallHasNoMoreTokensThanTheLimitWithItsPadding() {
        queue.add(patient(0, IntStream.range(0, 50).map(i -> 20 + i % 21).toArray()));
        while (queue.size() > 0) {
            List<Waiting> call = queue.take(0, false);
            assertThat(call.size() * longest(call)).isBetween(1, 256);
        }
    }

    @Test
    void aRowLongerThanTheLimitIsACallOfItsOwn() {
        queue.add(patient(0, 300, 300));
        assertThat(lengths(queue.take(0, false))).containsExactly(300);
        assertThat(lengths(queue.take(0, false))).containsExactly(300);
    }

    @Test
    void rowsOfOtherLengthsWaitInOtherBucketsAndTheOldestGoesFirst() {
        queue.add(patient(7, 64, 61));
        queue.add(patient(5, 20, 20));
        queue.add(patient(6, 40, 40));
        assertThat(lengths(queue.take(10, false))).containsExactly(20, 20);
        assertThat(lengths(queue.take(10, false))).containsExactly(40, 40);
        assertThat(lengths(queue.take(10, false))).containsExactly(64, 61);
    }

    @Test
    void aShorterRowComesAlongWhereItsPaddingCostsLessThanACall() {
        queue.add(patient(0, 32));
        queue.add(patient(1, 32 - RowQueue.MOST_PADDING + 1));
        queue.add(patient(2, 8));
        assertThat(lengths(queue.take(10, false))).containsExactly(32, 32 - RowQueue.MOST_PADDING + 1);
        assertThat(lengths(queue.take(10, false))).containsExactly(8);
    }

    @Test
    void paddingStaysSmallWhereLengthsDiffer() {
        int[] lengths = new Random(7).ints(256, 3, 65).toArray();
        RowQueue wide = queue(2, 64, 2048, 1000);
        wide.add(patient(0, lengths));
        long padded = 0;
        while (wide.size() > 0) {
            List<Waiting> call = wide.take(0, false);
            padded += (long) call.size() * longest(call);
        }
        assertThat(padded).isLessThan((long) (1.15 * IntStream.of(lengths).sum()));
    }

    @Test
    void rowsEnoughAreSharedAmongAllWorkersAndTheLastSharesAreSmall() {
        RowQueue shared = queue(4, 64, 100_000, 1000);
        shared.add(patient(0, IntStream.generate(() -> 20).limit(32).toArray()));
        List<Integer> sizes = new ArrayList<>();
        while (shared.size() > 0) {
            sizes.add(shared.take(0, false).size());
        }
        assertThat(sizes).startsWith(8, 6, 5).allMatch(size -> size <= 8);
        assertThat(sizes.get(sizes.size() - 1)).isLessThanOrEqualTo(RowQueue.SMALLEST_SHARE);
    }

    @Test
    void aFewRowsAreOneCall() {
        RowQueue shared = queue(8, 64, 100_000, 1000);
        shared.add(patient(0, 9, 10, 11, 12));
        assertThat(shared.take(0, false)).hasSize(4);
    }

    @Test
    void rowsThatExpireAreNotTakenAndTheOthersAre() {
        RowGroup first = fresh(0, 10, 40);
        RowGroup second = fresh(1, 10);
        queue.add(first);
        queue.add(second);
        assertThat(queue.expired(DEADLINE - 1)).isEmpty();
        assertThat(queue.expired(DEADLINE)).containsExactly(first);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.take(DEADLINE, false)).extracting(Waiting::group).containsExactly(second);
        assertThat(queue.take(DEADLINE, false)).isEmpty();
    }

    @Test
    void whatIsComputedDoesNotExpireAndWhatWaitsForEverDoesNotEither() {
        queue.add(fresh(0, 10));
        assertThat(queue.take(DELAY, false)).hasSize(1);
        queue.add(patient(0, 40));
        assertThat(queue.expired(DEADLINE)).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void aDeadlineShorterThanTheDelayIsKept() {
        queue.add(RowGroup.perishable(rows(10), 0, DELAY, 10));
        assertThat(queue.nextDue()).isEqualTo(OptionalLong.of(10));
        assertThat(queue.take(9, false)).isEmpty();
        assertThat(queue.expired(9)).isEmpty();
        assertThat(queue.take(10, false)).hasSize(1);
    }

    @Test
    void thereIsRoomUpToTheLimit() {
        RowQueue small = queue(1, 64, 256, 10);
        small.add(patient(0, 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(small.hasRoom(2)).isTrue();
        assertThat(small.hasRoom(3)).isFalse();
        small.take(0, false);
        assertThat(small.hasRoom(3)).isTrue();
    }

    @Test
    void nothingWaitsForCompanyWhenNoneWillCome() {
        queue.add(fresh(0, 10));
        queue.add(fresh(0, 40));
        assertThat(queue.take(0, true)).hasSize(1);
        assertThat(queue.take(0, true)).hasSize(1);
        assertThat(queue.take(0, true)).isEmpty();
    }

    @RepeatedTest(50)
    void everyRowIsTakenExactlyOnceWithinTheLimits(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int maxRows = 1 + random.nextInt(40);
        RowQueue any = queue(1 + random.nextInt(4), maxRows, 64 + random.nextInt(2000), 10_000);
        List<RowGroup> groups = new ArrayList<>();
        List<Waiting> taken = new ArrayList<>();
        for (int time = 0; time < 40; time++) {
            int[] lengths = random.ints(1 + random.nextInt(20), 2, 65).toArray();
            RowGroup group = random.nextBoolean() ? patient(time * 300L, lengths) : fresh(time * 300L, lengths);
            groups.add(group);
            any.add(group);
            taken.addAll(checked(any.take(time * 300L, false), maxRows));
        }
        while (any.size() > 0) {
            taken.addAll(checked(any.take(0, true), maxRows));
        }
        assertThat(taken)
                .doesNotHaveDuplicates()
                .hasSize(groups.stream().mapToInt(group -> group.rows.size()).sum());
    }

    private static List<Waiting> checked(List<Waiting> call, int maxRows) {
        assertThat(call.size()).isLessThanOrEqualTo(maxRows);
        return call;
    }

    private static RowQueue queue(int workers, int maxRows, int maxTokens, int maxWaiting) {
        return new RowQueue(new BatchLimits(workers, maxRows, maxTokens, Duration.ofNanos(DELAY), maxWaiting));
    }

    private static RowGroup patient(long asked, int... lengths) {
        return RowGroup.patient(rows(lengths), asked);
    }

    private static RowGroup fresh(long asked, int... lengths) {
        return RowGroup.perishable(rows(lengths), asked, DELAY, DEADLINE);
    }

    private static List<Row> rows(int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(length -> new Row(new Tokens(new int[length]), "d"))
                .toList();
    }

    private static List<Integer> lengths(List<Waiting> call) {
        return call.stream().map(Waiting::length).toList();
    }

    private static int longest(List<Waiting> call) {
        return call.stream().mapToInt(Waiting::length).max().orElse(0);
    }
}
