package dev.affix.inference.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** Commits batches: their outcomes and their offsets in one transaction. Not thread-safe. */
final class Transactions implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;

    /** Creates one on a producer that is not used for anything else, and is closed with it. */
    Transactions(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer) {
        this.producer = producer;
        this.consumer = consumer;
    }

    /** Ends whatever a predecessor with the same transactional id left open; call it once, first. */
    void begin() {
        producer.initTransactions();
    }

    /**
     * Commits batches that were read in this order.
     *
     * <p>Throws if anything was not committed; the {@link #begin} of a successor ends the transaction then.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws if a send failed.
    void commit(List<Flights.Landed> batches) {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        producer.beginTransaction();
        for (Flights.Landed landed : batches) {
            landed.batch().results(landed.outcomes()).forEach(producer::send);
            ends.putAll(landed.batch().ends());
        }
        producer.sendOffsetsToTransaction(ends, consumer.groupMetadata());
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
