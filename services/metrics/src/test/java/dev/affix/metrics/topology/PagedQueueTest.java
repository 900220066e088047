package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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

    /** What was taken since the last time the queue was stored is there again after a restart, and nothing else changes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itemsComeInTheirOrderThroughCommitsAndRestarts(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        PagedQueue queue = new PagedQueue(store, 1);
        Deque<PagedQueue.Item> oracle = new ArrayDeque<>();
        long added = 0;
        long taken = -1;
        for (int step = 0; step < 3_000; step++) {
            boolean growing = step / 300 % 2 == 0;
            for (int adds = random.nextInt(growing ? 20 : 8); adds > 0; adds--) {
                queue.add(added, "id" + added);
                oracle.add(new PagedQueue.Item(added, "id" + added));
                added++;
            }
            for (int takes = random.nextInt(growing ? 8 : 20); takes > 0; takes--) {
                assertThat(queue.peek()).isEqualTo(oracle.peek());
                if (!oracle.isEmpty()) {
                    queue.remove();
                    taken = oracle.remove().number();
                }
            }
            if (random.nextInt(5) == 0) {
                queue.store();
                if (random.nextInt(3) == 0) {
                    queue = new PagedQueue(store, 1);
                    passOver(queue, taken);
                }
            }
        }
        assertThat(pages()).isLessThanOrEqualTo(oracle.size() / PagedQueue.PAGE_ITEMS + 3);
    }

    private static void passOver(PagedQueue queue, long taken) {
        for (PagedQueue.Item item = queue.peek(); item != null && item.number() <= taken; item = queue.peek()) {
            queue.remove();
        }
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
        one.add(1, "a");
        two.add(2, "");
        one.store();
        two.store();
        assertThat(new PagedQueue(store, 0).peek()).isNull();
        assertThat(new PagedQueue(store, 1).peek()).isEqualTo(new PagedQueue.Item(1, "a"));
        assertThat(new PagedQueue(store, 2).peek()).isEqualTo(new PagedQueue.Item(2, ""));
    }

    @Test
    void aPageIsWrittenAgainOnlyWhileItGrows() {
        PagedQueue queue = new PagedQueue(store, 1);
        for (int i = 0; i < PagedQueue.PAGE_ITEMS; i++) {
            queue.add(i, "");
        }
        queue.store();
        queue.add(PagedQueue.PAGE_ITEMS, "");
        store.put(Bytes.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0}), new byte[] {0});
        queue.store();
        assertThat(store.get(Bytes.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0})))
                .containsExactly(0);
    }
}
