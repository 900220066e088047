package dev.affix.training.stream;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics;
import dev.affix.prefix.training.Example;
import dev.affix.training.batch.ExampleLog;
import dev.affix.training.tuning.ArmTrainers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads scored examples into the log of one experiment. It is assigned every partition and told where to begin: offsets
 * live in the experiment's checkpoint, beside the parameters they belong to, never in a consumer group. A partition whose
 * buffer is full is paused. A record that cannot be used is in the dead letters before it is passed.
 *
 * <p>Each experiment has a reader of its own: with a shared one, an experiment that waits for one partition could hold up
 * another that waits for the partition which the first has filled. Not thread-safe.
 */
public final class ScoredReader implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final ArmTrainers trainers;
    private final DeadLetters deadLetters;

    /** Creates one; it owns the consumer. */
    public ScoredReader(
            Consumer<byte[], byte[]> consumer, int partitions, ArmTrainers trainers, DeadLetters deadLetters) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.SCORED.topicName(), partition))
                .toList();
        this.trainers = trainers;
        this.deadLetters = deadLetters;
        consumer.assign(this.partitions);
    }

    /** Returns the first offset that each partition still has. */
    public List<Long> earliest() {
        Map<TopicPartition, Long> offsets = consumer.beginningOffsets(partitions);
        return partitions.stream()
                .map(partition -> offsets.getOrDefault(partition, 0L))
                .toList();
    }

    /**
     * Goes to where a log wants to be read on.
     *
     * @throws RecordsGoneException if the topic no longer goes back so far
     */
    public void seek(ExampleLog<Example> log) throws RecordsGoneException {
        List<Long> earliest = earliest();
        for (TopicPartition partition : partitions) {
            long needed = log.position(partition.partition());
            if (earliest.get(partition.partition()) > needed) {
                throw new RecordsGoneException(gone(partition, needed)
                        + " The topic now begins at offset " + earliest.get(partition.partition())
                        + ".");
            }
            consumer.seek(partition, needed);
        }
    }

    /**
     * Reads what there is into the log, waiting for something at most {@code wait}.
     *
     * @throws RecordsGoneException if the topic was cleaned up to beyond where the log is
     * @throws org.apache.kafka.common.KafkaException if the broker fails; call {@link #seek} before reading on
     */
    public void read(Experiment experiment, ExampleLog<Example> log, Duration wait) throws RecordsGoneException {
        pauseFull(log);
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                take(experiment, log, record);
            }
        } catch (OffsetOutOfRangeException e) {
            Map.Entry<TopicPartition, Long> first =
                    e.offsetOutOfRangePartitions().entrySet().iterator().next();
            throw new RecordsGoneException(gone(first.getKey(), first.getValue()));
        }
    }

    /** Returns how many records wait in the topic, as far as is known without asking the broker. */
    public long unread() {
        return partitions.stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void take(Experiment experiment, ExampleLog<Example> log, ConsumerRecord<byte[], byte[]> record) {
        try {
            Optional<Example> example = trainers.example(experiment, decode(record));
            if (example.isPresent()) {
                log.append(record.partition(), record.offset(), example.get());
                return;
            }
        } catch (InvalidRecordException e) {
            deadLetters.write(record, e);
        }
        log.skip(record.partition(), record.offset());
    }

    private static ScoredExample decode(ConsumerRecord<byte[], byte[]> record) throws InvalidRecordException {
        ScoredExample scored = Json.read(record.value(), ScoredExample.class);
        byte[] key = record.key();
        if (key == null || !new String(key, StandardCharsets.UTF_8).equals(scored.requestId())) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.KEY_MISMATCH,
                    "requestId",
                    "ScoredExample: the record's key is "
                            + (key == null ? "missing" : "'" + new String(key, StandardCharsets.UTF_8) + "'")
                            + ", its requestId '" + scored.requestId() + "'");
        }
        return scored;
    }

    private void pauseFull(ExampleLog<Example> log) {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> wanted = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            (log.full(partition.partition()) ? full : wanted).add(partition);
        }
        consumer.pause(full);
        consumer.resume(wanted);
    }

    private static String gone(TopicPartition partition, long needed) {
        return "Records of " + partition + " from offset " + needed
                + " on are needed to go on, but were deleted from the topic.";
    }
}
