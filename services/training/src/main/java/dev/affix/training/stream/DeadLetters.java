package dev.affix.training.stream;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Writes refused records to the dead letters and returns when the broker has them: key, value and headers as they were,
 * and the reason. At least once: what is read again after a restart is refused again, with the same source position.
 * Within a process experiments that read the same record write it once. Thread-safe.
 */
public final class DeadLetters {
    /** This service's name in headers. */
    public static final String SERVICE = "training";
    /** Header: bytes of the whole value, where only its beginning is kept. */
    public static final String TRUNCATED = "affix-dlq-truncated-from";

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    /** A value that filled its record to the broker's limit would not fit again with the added headers. */
    private static final int MAX_VALUE_BYTES = 900_000;

    private static final int REMEMBERED = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final Consumer<DeadLetter.Reason> counter;
    private final Set<Written> written = new LinkedHashSet<>();

    private record Written(String topic, SourcePosition source, String message) {}

    /**
     * Creates one.
     *
     * @param counter told of each dead letter
     */
    public DeadLetters(Producer<byte[], byte[]> producer, Consumer<DeadLetter.Reason> counter) {
        this.producer = producer;
        this.counter = counter;
    }

    /**
     * Writes one.
     *
     * @throws KafkaException if the broker did not take it: the record must be read again
     */
    public synchronized void write(ConsumerRecord<byte[], byte[]> record, InvalidRecordException problem) {
        SourcePosition source = new SourcePosition(record.partition(), record.offset());
        Written key = new Written(record.topic(), source, String.valueOf(problem.getMessage()));
        if (written.contains(key)) {
            return;
        }
        LOG.warnf("Refused %s-%d@%d: %s", record.topic(), record.partition(), record.offset(), problem.getMessage());
        send(letter(record, source, problem));
        counter.accept(problem.reason());
        written.add(key);
        if (written.size() > REMEMBERED) {
            written.remove(written.iterator().next());
        }
    }

    private void send(ProducerRecord<byte[], byte[]> letter) {
        try {
            producer.send(letter).get();
        } catch (ExecutionException e) {
            throw new KafkaException("Dead letter for " + letter.topic() + " was not taken: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while writing to " + letter.topic(), e);
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> record, SourcePosition source, InvalidRecordException problem) {
        byte[] value = record.value();
        boolean tooLarge = value != null && value.length > MAX_VALUE_BYTES;
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                record.topic() + ".dlq",
                null,
                record.key(),
                tooLarge ? Arrays.copyOf(value, MAX_VALUE_BYTES) : value,
                record.headers());
        if (tooLarge) {
            letter.headers().add(TRUNCATED, Integer.toString(value.length).getBytes(StandardCharsets.UTF_8));
        }
        DeadLetter.headers(SERVICE, record.topic(), source, problem).forEach((name, bytes) -> {
            letter.headers().remove(name);
            letter.headers().add(name, bytes);
        });
        return letter;
    }
}
