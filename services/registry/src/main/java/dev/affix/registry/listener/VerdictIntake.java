package dev.affix.registry.listener;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import dev.affix.registry.domain.Verdicts;
import dev.affix.registry.outbox.RecordSender;
import dev.affix.registry.outbox.SendFailedException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What becomes of a record of {@code verdicts.v1}: a verdict is stored as its pair's newest; a tombstone forgets the pair;
 * anything else goes to the dead-letter topic, byte for byte, with the reason in headers.
 */
@Singleton
final class VerdictIntake {
    private static final String SERVICE = "registry";

    private final Verdicts verdicts;
    private final RecordSender sender;
    private final MeterRegistry meters;

    VerdictIntake(Verdicts verdicts, RecordSender sender, MeterRegistry meters) {
        this.verdicts = verdicts;
        this.sender = sender;
        this.meters = meters;
    }

    void take(ConsumerRecord<byte[], byte[]> source) throws SendFailedException, InterruptedException {
        String key = source.key() == null ? "" : new String(source.key(), StandardCharsets.UTF_8);
        if (source.value() == null) {
            verdicts.forget(key);
            return;
        }
        try {
            verdicts.take(verdict(key, source.value()));
        } catch (InvalidRecordException e) {
            sender.send(deadLetter(source, e));
            meters.counter("affix.registry.dead.letters", "reason", e.reason().code())
                    .increment();
        }
    }

    private static Verdict verdict(String key, byte[] value) throws InvalidRecordException {
        Verdict verdict = Json.read(value, Verdict.class);
        if (!verdict.key().equals(key)) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.KEY_MISMATCH,
                    null,
                    "Verdict: the record's key is '" + key + "' but its value is about " + verdict.key());
        }
        return verdict;
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(
            ConsumerRecord<byte[], byte[]> source, InvalidRecordException problem) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                Topics.VERDICTS_DLQ.topicName(), null, source.key(), source.value(), source.headers());
        SourcePosition position = new SourcePosition(source.partition(), source.offset());
        DeadLetter.headers(SERVICE, source.topic(), position, problem)
                .forEach((name, value) -> letter.headers().add(name, value));
        return letter;
    }
}
