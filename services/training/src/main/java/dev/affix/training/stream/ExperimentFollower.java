package dev.affix.training.stream;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.training.lifecycle.StopSignal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads the topic of experiments from its beginning and on, in the thread that calls {@link #run}. Of what was there when
 * it started only the newest record of each experiment counts. Records that cannot be used go to the dead letters.
 */
public final class ExperimentFollower implements Runnable {
    private static final Logger LOG = Logger.getLogger(ExperimentFollower.class);
    private static final TopicPartition TOPIC = new TopicPartition(Topics.EXPERIMENTS.topicName(), 0);
    private static final Duration IDLE = Duration.ofMillis(250);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Handler handler;
    private final DeadLetters deadLetters;
    private final StopSignal stop;
    private volatile boolean caughtUp;

    private record Read(ConsumerRecord<byte[], byte[]> record, Experiment experiment) {}

    /** What to do with experiments. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Takes in the newest state of an experiment; the same one may come again.
         *
         * @throws InvalidRecordException if it cannot be used
         */
        void apply(Experiment experiment) throws InvalidRecordException;
    }

    /** Creates one. */
    public ExperimentFollower(
            Supplier<Consumer<byte[], byte[]>> consumers, Handler handler, DeadLetters deadLetters, StopSignal stop) {
        this.consumers = consumers;
        this.handler = handler;
        this.deadLetters = deadLetters;
        this.stop = stop;
    }

    /** Returns whether what was there at the start is known. Any thread. */
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public void run() {
        while (!stop.stopped()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                follow(consumer);
            } catch (KafkaException e) {
                LOG.warnf("Reading %s failed; reading it again in a second: %s", TOPIC.topic(), e.toString());
                stop.sleep(Duration.ofSeconds(1));
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(TOPIC));
        consumer.seekToBeginning(List.of(TOPIC));
        long end = consumer.endOffsets(List.of(TOPIC)).getOrDefault(TOPIC, 0L);
        Map<String, Read> newest = new LinkedHashMap<>();
        while (!stop.stopped() && consumer.position(TOPIC) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(IDLE)) {
                read(record).ifPresent(read -> newest.put(read.experiment().name(), read));
            }
        }
        newest.values().forEach(this::handle);
        while (!stop.stopped()) {
            caughtUp = true;
            consumer.poll(IDLE).forEach(record -> read(record).ifPresent(this::handle));
        }
    }

    private Optional<Read> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty(); // Nobody takes an experiment back: the registry never writes this.
        }
        try {
            Experiment experiment = Json.read(record.value(), Experiment.class);
            if (!experiment.name().equals(key(record))) {
                throw new InvalidRecordException(
                        DeadLetter.Reason.KEY_MISMATCH,
                        "name",
                        "Experiment: the record's key is '" + key(record) + "', its name '" + experiment.name() + "'");
            }
            return Optional.of(new Read(record, experiment));
        } catch (InvalidRecordException e) {
            deadLetters.write(record, e);
            return Optional.empty();
        }
    }

    private void handle(Read read) {
        try {
            handler.apply(read.experiment());
        } catch (InvalidRecordException e) {
            LOG.errorf(
                    "Experiment %s is not tuned here, others are: %s",
                    read.experiment().name(), e.getMessage());
            deadLetters.write(read.record(), e);
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }
}
