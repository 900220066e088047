package dev.affix.inference.stream;

import dev.affix.inference.tracing.Traces;
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
    private final Traces traces;

    /** Creates one on a producer that is not used for anything else, and is closed with it. */
    Transactions(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer, Traces traces) {
        this.producer = producer;
        this.consumer = consumer;
        this.traces = traces;
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
    void commit(List<Flights.Landed> batches) {
        List<BatchTrace> begun = batches.stream()
                .map(landed -> landed.batch().trace(traces, landed.computed()))
                .toList();
        try {
            commit(batches, begun);
            begun.forEach(BatchTrace::committed);
        } catch (RuntimeException e) {
            begun.forEach(trace -> trace.rolledBack(e));
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws if a send failed.
    private void commit(List<Flights.Landed> batches, List<BatchTrace> begun) {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        producer.beginTransaction();
        for (int i = 0; i < batches.size(); i++) {
            Flights.Landed landed = batches.get(i);
            landed.batch().results(landed.outcomes(), begun.get(i)).forEach(producer::send);
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
