package dev.affix.training.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.training.checkpoint.CheckpointStore;
import dev.affix.training.engine.PrefixTrainers;
import dev.affix.training.meters.Meters;
import dev.affix.training.run.ExperimentRuns.Needs;
import dev.affix.training.stream.DeadLetters;
import dev.affix.training.stream.ScoredReader;
import dev.affix.training.stream.ScoredTopic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker and a backbone, shared by the tests of a class; and processes that train on them, one at a time or two. */
final class Loop implements AutoCloseable {
    static final int PARTITIONS = 2;

    private final EmbeddedBroker broker;
    private final PrefixTrainers trainers;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;

    Loop(Path directory) throws IOException {
        broker = EmbeddedBroker.start(directory, 0);
        broker.createTopics(PARTITIONS);
        Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
        producer = new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(servers);
        trainers = new PrefixTrainers(BackboneWeights.load("minilm"), EngineSettings.defaults(), 16);
    }

    Admin admin() {
        return admin;
    }

    /** One training process. */
    final class Trainer implements AutoCloseable {
        final MeterRegistry meters = new SimpleMeterRegistry();
        private final ExperimentRuns runs;
        private final ExecutorService workers = Executors.newFixedThreadPool(2);
        private final Producer<byte[], byte[]> letters =
                new KafkaProducer<>(common(), new ByteArraySerializer(), new ByteArraySerializer());

        Trainer(RegistryStub registry, Path state) {
            Meters listener = new Meters(meters);
            DeadLetters deadLetters = new DeadLetters(letters, listener::deadLetter);
            runs = new ExperimentRuns(new Needs(
                    trainers,
                    workers,
                    registry,
                    new CheckpointStore(state),
                    () -> new ScoredReader(consumer(), PARTITIONS, trainers, deadLetters),
                    topic(),
                    listener,
                    listener::started,
                    16,
                    1_000));
        }

        void apply(Experiment experiment) {
            try {
                runs.apply(experiment);
            } catch (InvalidRecordException e) {
                throw new AssertionError(e);
            }
        }

        ExperimentRuns runs() {
            return runs;
        }

        ExperimentProgress progress(String name) {
            return runs.progress().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            assertThat(runs.stop(Duration.ofSeconds(30))).isTrue();
            workers.shutdown();
            letters.close();
        }
    }

    /** Writes an example of an experiment to a partition; returns its offset. */
    long produce(int partition, ScoredExample scored) {
        return produce(partition, scored.requestId(), Json.write(scored));
    }

    long produce(int partition, String key, byte @Nullable [] value) {
        try {
            return producer.send(new ProducerRecord<>(
                            Topics.SCORED.topicName(), partition, key.getBytes(StandardCharsets.UTF_8), value))
                    .get()
                    .offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = common();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 8);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private ScoredTopic topic() {
        try {
            TopicDescription scored = admin.describeTopics(List.of(Topics.SCORED.topicName()))
                    .allTopicNames()
                    .get()
                    .get(Topics.SCORED.topicName());
            return new ScoredTopic(requireNonNull(scored).topicId().toString(), PARTITIONS);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> common() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        broker.close();
        trainers.close();
    }
}
