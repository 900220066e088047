package dev.affix.inference.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where the consumer of the requests reads on. Not thread-safe. */
final class Positions {
    private final Consumer<byte[], byte[]> consumer;

    Positions(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Reads on at the committed offsets. */
    void returnToCommitted() {
        Set<TopicPartition> assigned = consumer.assignment();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned);
        for (TopicPartition partition : assigned) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }

    /**
     * Reads some batches again, as far as their partitions are still assigned.
     *
     * @param batches oldest first; no later one was committed
     */
    void giveBack(List<RequestBatch> batches) {
        Set<TopicPartition> assigned = consumer.assignment();
        // The oldest last: its position is where the partition goes on.
        for (int i = batches.size() - 1; i >= 0; i--) {
            batches.get(i).starts().forEach((partition, offset) -> {
                if (assigned.contains(partition)) {
                    consumer.seek(partition, offset);
                }
            });
        }
    }

    /** Returns how many records are behind the positions. */
    long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }
}
