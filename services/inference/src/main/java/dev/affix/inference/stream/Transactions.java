package dev.affix.inference.stream;

import dev.affix.inference.answering.Outcome;
import dev.affix.inference.tracing.Traces;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Commits batches: their outcomes and their offsets are one transaction each. Not thread-safe. */
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
     * Throws if anything was not committed; the {@link #begin} of a successor ends the transaction then.
     *
     * @param since how long ago the batch was read
     */
    void commit(RequestBatch batch, List<Outcome> outcomes, Duration since) {
        BatchTrace trace = batch.trace(traces, since);
        try {
            commit(batch, batch.results(outcomes, trace));
            trace.committed();
        } catch (RuntimeException e) {
            trace.rolledBack(e);
            throw e;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws if a send failed.
    private void commit(RequestBatch batch, List<ProducerRecord<byte[], byte[]>> results) {
        producer.beginTransaction();
        results.forEach(producer::send);
        producer.sendOffsetsToTransaction(batch.ends(), consumer.groupMetadata());
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
