package dev.affix.training.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.OffsetRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchCutterTest {
    /** A topic: per partition, records in offset order; null is a record that is no example of the experiment. */
    private record Topic(List<List<@Nullable String>> partitions, List<Long> start) {
        static Topic random(Random random) {
            int partitions = 1 + random.nextInt(4);
            List<List<@Nullable String>> contents = new ArrayList<>();
            List<Long> start = new ArrayList<>();
            for (int p = 0; p < partitions; p++) {
                List<@Nullable String> records = new ArrayList<>();
                int length = random.nextInt(120);
                for (int i = 0; i < length; i++) {
                    records.add(random.nextInt(4) == 0 ? null : p + ":" + i);
                }
                contents.add(records);
                start.add((long) random.nextInt(3));
            }
            return new Topic(contents, start);
        }

        /** The definition, written down a second time: round robin, the next examples in offset order, or wait. */
        List<List<String>> batches(int batchSize) {
            List<List<String>> batches = new ArrayList<>();
            int[] at = start.stream().mapToInt(Long::intValue).toArray();
            for (int p = 0; ; p = (p + 1) % partitions.size()) {
                List<String> batch = new ArrayList<>();
                while (batch.size() < batchSize && at[p] < partitions.get(p).size()) {
                    String record = partitions.get(p).get(at[p]++);
                    if (record != null) {
                        batch.add(record);
                    }
                }
                if (batch.size() < batchSize) {
                    return batches;
                }
                batches.add(batch);
            }
        }
    }

    /** Reads a topic in an arbitrary interleaving of its partitions, in arbitrary portions, as a broker might deliver it. */
    private static final class Delivery {
        private final Topic topic;
        private final Random random;
        private final long[] at;

        Delivery(Topic topic, Random random) {
            this.topic = topic;
            this.random = random;
            this.at = new long[topic.partitions().size()];
        }

        void seek(ExampleLog<String> log) {
            Arrays.setAll(at, log::position);
        }

        boolean deliver(ExampleLog<String> log) {
            List<Integer> open = new ArrayList<>();
            for (int p = 0; p < at.length; p++) {
                if (!log.full(p) && at[p] < topic.partitions().get(p).size()) {
                    open.add(p);
                }
            }
            if (open.isEmpty()) {
                return false;
            }
            int p = open.get(random.nextInt(open.size()));
            for (int i = random.nextInt(7);
                    i >= 0 && at[p] < topic.partitions().get(p).size();
                    i--) {
                String record = topic.partitions().get(p).get((int) at[p]);
                if (record == null) {
                    log.skip(p, at[p]);
                } else {
                    log.append(p, at[p], record);
                }
                at[p]++;
            }
            return true;
        }
    }

    static List<Long> seeds() {
        return new Random(1).longs(300).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void batchesDependOnTheTopicAloneWhateverTheArrivalAndTheRestarts(long seed) {
        Random random = new Random(seed);
        Topic topic = Topic.random(random);
        int batchSize = 1 + random.nextInt(9);
        List<List<String>> cut = new ArrayList<>();
        ExampleLog<String> log = new ExampleLog<>(topic.start(), 1 + random.nextInt(20), batchSize);
        BatchCutter<String> cutter = new BatchCutter<>(log, batchSize, Cursor.startingAt(topic.start()));
        Delivery delivery = new Delivery(topic, random);
        delivery.seek(log);
        boolean more = true;
        while (more || cutter.ready()) {
            more = delivery.deliver(log);
            if (cutter.ready() && random.nextBoolean()) {
                cut.add(cutter.next());
                log.forget(List.of(cutter.cursor()));
                more = true;
            }
            if (random.nextInt(20) == 0) {
                Cursor saved = cutter.cursor();
                log = new ExampleLog<>(
                        saved.ranges().stream().map(OffsetRange::until).toList(), 16, batchSize);
                cutter = new BatchCutter<>(log, batchSize, saved);
                delivery.seek(log);
                more = true;
            }
        }

        assertThat(cut).isEqualTo(topic.batches(batchSize));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void armsOfDifferentBatchSizesOnOneBoundedLogNeverBlockEachOther(long seed) {
        Random random = new Random(seed);
        Topic topic = Topic.random(random);
        List<Integer> sizes = random.ints(1 + random.nextInt(4), 1, 12).boxed().toList();
        int largest = sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
        ExampleLog<String> log = new ExampleLog<>(topic.start(), 1, largest);
        List<BatchCutter<String>> cutters = sizes.stream()
                .map(size -> new BatchCutter<>(log, size, Cursor.startingAt(topic.start())))
                .toList();
        List<List<List<String>>> cut = sizes.stream()
                .<List<List<String>>>map(size -> new ArrayList<>())
                .toList();
        Delivery delivery = new Delivery(topic, random);
        delivery.seek(log);
        boolean more = true;
        while (more) {
            more = delivery.deliver(log);
            for (int i = 0; i < sizes.size(); i++) {
                if (cutters.get(i).ready() && (!more || random.nextBoolean())) {
                    cut.get(i).add(cutters.get(i).next());
                    more = true;
                }
            }
            log.forget(cutters.stream().map(BatchCutter::cursor).toList());
        }

        for (int i = 0; i < sizes.size(); i++) {
            assertThat(cut.get(i))
                    .as("batch size %d of %s", sizes.get(i), sizes)
                    .isEqualTo(topic.batches(sizes.get(i)));
        }
    }

    @Test
    void aPartitionIsFullUntilEveryArmHasTakenWhatIsInIt() {
        ExampleLog<String> log = new ExampleLog<>(List.of(0L), 4, 2);
        BatchCutter<String> fast = new BatchCutter<>(log, 2, Cursor.startingAt(List.of(0L)));
        BatchCutter<String> slow = new BatchCutter<>(log, 2, Cursor.startingAt(List.of(0L)));
        for (int i = 0; i < 4; i++) {
            assertThat(log.full(0)).isFalse();
            log.append(0, i, "e" + i);
        }
        assertThat(log.full(0)).isTrue();

        fast.next();
        log.forget(List.of(fast.cursor(), slow.cursor()));
        assertThat(log.full(0)).isTrue();

        slow.next();
        log.forget(List.of(fast.cursor(), slow.cursor()));
        assertThat(log.full(0)).isFalse();
        assertThat(log.ahead(slow.cursor())).isEqualTo(2);
    }

    @Test
    void theCursorHoldsExactlyWhatTheBatchesSpan() {
        ExampleLog<String> log = new ExampleLog<>(List.of(5L, 0L), 10, 2);
        BatchCutter<String> cutter = new BatchCutter<>(log, 2, Cursor.startingAt(List.of(5L, 0L)));
        log.skip(0, 5);
        log.append(0, 6, "a");
        log.skip(0, 7);
        log.append(0, 9, "b");
        log.skip(0, 10);
        log.append(0, 11, "c");

        assertThat(cutter.next()).containsExactly("a", "b");
        assertThat(cutter.cursor())
                .isEqualTo(new Cursor(1, List.of(new OffsetRange(0, 5, 10), new OffsetRange(1, 0, 0))));
        assertThat(cutter.ready())
                .as("partition 1 has nothing, though partition 0 has")
                .isFalse();
        assertThatThrownBy(cutter::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRecordThatComesAgainIsIgnored() {
        ExampleLog<String> log = new ExampleLog<>(List.of(0L), 10, 1);
        log.append(0, 0, "a");
        log.append(0, 1, "b");
        log.append(0, 0, "again");

        assertThat(new BatchCutter<>(log, 2, Cursor.startingAt(List.of(0L))).next())
                .containsExactly("a", "b");
    }
}
