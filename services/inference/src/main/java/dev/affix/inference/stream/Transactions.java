package dev.affix.inference.stream;

import dev.affix.inference.answering.Outcome;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Commits batches: their outcomes and their offsets are one transaction each. Not thread-safe. */
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

    /** Throws if anything was not committed; the {@link #begin} of a successor ends the transaction then. */
    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws if a send failed.
    void commit(RequestBatch batch, List<Outcome> outcomes) {
        producer.beginTransaction();
        batch.results(outcomes).forEach(producer::send);
        producer.sendOffsetsToTransaction(batch.ends(), consumer.groupMetadata());
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
