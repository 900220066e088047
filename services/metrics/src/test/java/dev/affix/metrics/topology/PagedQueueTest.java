package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a queue in memory. */
class PagedQueueTest {
    private final KeyValueStore<Bytes, byte[]> store = MemoryStores.open(Serdes.Bytes(), Serdes.ByteArray());

    /**
     * What was taken or withdrawn since the last time the queue was stored may be there again after a restart, as what is not new, and nothing
     * else changes.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itemsComeInTheirOrderThroughCommitsAndRestarts(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        PagedQueue queue = new PagedQueue(store, 1);
        NavigableMap<Long, PagedQueue.Item> oracle = new TreeMap<>();
        long added = 0;
        for (int step = 0; step < 3_000; step++) {
            boolean growing = step / 300 % 2 == 0;
            for (int adds = random.nextInt(growing ? 20 : 8); adds > 0; adds--) {
                PagedQueue.Item item = new PagedQueue.Item(added, "id" + added, 7);
                assertThat(queue.add(item)).isEqualTo(added);
                oracle.put(added, item);
                added++;
            }
            for (int withdrawals = random.nextInt(5); withdrawals > 0 && added > 0; withdrawals--) {
                // Long runs of them now and then, so that whole pages are empty.
                long from = random.nextLong(added);
                long to = random.nextInt(30) == 0 ? from + 2 * PagedQueue.PAGE_ITEMS : from + 1;
                for (long turn = from; turn < Math.min(to, added); turn++) {
                    queue.withdraw(turn);
                    oracle.remove(turn);
                }
            }
            for (int takes = random.nextInt(growing ? 8 : 20); takes > 0; takes--) {
                passOver(queue, oracle);
                Map.Entry<Long, PagedQueue.Item> first = oracle.pollFirstEntry();
                assertThat(queue.peek()).isEqualTo(first == null ? null : first.getValue());
                if (first != null) {
                    assertThat(queue.mayHave(IdFilter.hash(first.getValue().id())))
                            .isTrue();
                    queue.remove();
                }
            }
            if (random.nextInt(5) == 0) {
                queue.store();
                if (random.nextInt(3) == 0) {
                    queue = new PagedQueue(store, 1);
                }
            }
        }
        queue.store();
        assertThat(pages()).isLessThanOrEqualTo((int) (added - first(oracle, added)) / PagedQueue.PAGE_ITEMS + 3);
    }

    private static long first(NavigableMap<Long, PagedQueue.Item> oracle, long none) {
        return oracle.isEmpty() ? none : oracle.firstKey();
    }

    private static void passOver(PagedQueue queue, NavigableMap<Long, PagedQueue.Item> oracle) {
        for (PagedQueue.Item item = queue.peek();
                item != null && !queue.isNew() && !oracle.containsKey(item.number());
                item = queue.peek()) {
            queue.remove();
        }
    }

    /** So that the store is not asked for what it does not have. */
    @Test
    void idsOfItemsAreKnownUntilTheyAreGone() {
        PagedQueue queue = new PagedQueue(store, 1);
        int many = 2 * IdFilter.IDS + 1;
        for (int i = 0; i < many; i++) {
            queue.add(new PagedQueue.Item(i, "id" + i, 0));
        }
        for (int i = 0; i < many - 1; i++) {
            queue.remove();
        }
        assertThat(IntStream.range(0, many)).allMatch(i -> queue.mayHave(IdFilter.hash("id" + i)));
        queue.store();
        assertThat(queue.mayHave(IdFilter.hash("id" + (many - 1)))).isTrue();
        assertThat(IntStream.range(0, IdFilter.IDS)
                        .filter(i -> queue.mayHave(IdFilter.hash("id" + i)))
                        .count())
                .isLessThan(IdFilter.IDS / 100);
        assertThat(new PagedQueue(store, 1).mayHave(IdFilter.hash("id" + (many - 1))))
                .isTrue();
    }

    /** Memory is bounded; to say no of an id that is there would lose it. */
    @Test
    void whereItemsAreTooManyAnyIdMayBeAmongThem() {
        PagedQueue queue = new PagedQueue(store, 1);
        int known = PagedQueue.MAX_FILTERS * IdFilter.IDS;
        IntStream.range(0, known).forEach(i -> queue.add(new PagedQueue.Item(i, Integer.toString(i), 0)));
        long strange = IdFilter.hash("none of them");
        assertThat(queue.mayHave(strange)).isFalse();
        queue.add(new PagedQueue.Item(known, "one more", 0));
        assertThat(queue.mayHave(strange)).isTrue();
        queue.store();
        PagedQueue again = new PagedQueue(store, 1);
        assertThat(again.mayHave(strange)).isTrue();
        IntStream.range(0, IdFilter.IDS).forEach(i -> again.remove());
        assertThat(again.peek()).isEqualTo(new PagedQueue.Item(IdFilter.IDS, Integer.toString(IdFilter.IDS), 0));
        again.store();
        assertThat(again.mayHave(strange)).isFalse();
        assertThat(again.mayHave(IdFilter.hash("one more"))).isTrue();
    }

    @Test
    void pagesOfWhichAllWasWithdrawnAreNotKept() {
        PagedQueue queue = new PagedQueue(store, 1);
        for (int i = 0; i < 10 * PagedQueue.PAGE_ITEMS; i++) {
            long turn = queue.add(new PagedQueue.Item(i, "id" + i, 0));
            if (i % 200 == 0) {
                queue.store();
            }
            if (i >= PagedQueue.PAGE_ITEMS && i < 9 * PagedQueue.PAGE_ITEMS) {
                queue.withdraw(turn);
            }
        }
        queue.store();
        // What was withdrawn when its page was the last one is passed over when its turn comes.
        IntStream.range(0, 10 * PagedQueue.PAGE_ITEMS)
                .filter(i -> i >= PagedQueue.PAGE_ITEMS && i < 9 * PagedQueue.PAGE_ITEMS)
                .forEach(queue::withdraw);
        queue.store();
        assertThat(pages()).isEqualTo(2);
        PagedQueue again = new PagedQueue(store, 1);
        for (int i = 0; i < PagedQueue.PAGE_ITEMS; i++) {
            again.remove();
        }
        assertThat(again.peek()).isEqualTo(new PagedQueue.Item(9 * PagedQueue.PAGE_ITEMS, "id1152", 0));
    }

    private int pages() {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(page -> keys.add(page.key));
        }
        return keys.size();
    }

    @Test
    void queuesOfOneStoreDoNotMix() {
        PagedQueue one = new PagedQueue(store, 1);
        PagedQueue two = new PagedQueue(store, 2);
        one.add(new PagedQueue.Item(1, "a", 0));
        two.add(new PagedQueue.Item(2, "", 0));
        one.store();
        two.store();
        assertThat(new PagedQueue(store, 0).peek()).isNull();
        assertThat(new PagedQueue(store, 1).peek()).isEqualTo(new PagedQueue.Item(1, "a", 0));
        assertThat(new PagedQueue(store, 2).peek()).isEqualTo(new PagedQueue.Item(2, "", 0));
    }

    @Test
    void aPageIsWrittenAgainOnlyWhileItGrows() {
        PagedQueue queue = new PagedQueue(store, 1);
        for (int i = 0; i < PagedQueue.PAGE_ITEMS; i++) {
            queue.add(new PagedQueue.Item(i, "", 0));
        }
        queue.store();
        queue.add(new PagedQueue.Item(PagedQueue.PAGE_ITEMS, "", 0));
        store.put(Bytes.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0}), new byte[] {0});
        queue.store();
        assertThat(store.get(Bytes.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0})))
                .containsExactly(0);
    }
}
