package dev.affix.training.endpoint;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.Arm;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Json;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics;
import dev.affix.training.Samples;
import dev.affix.training.stream.Clients;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The whole service, with a real broker and a registry on HTTP. */
@QuarkusTest
@WithTestResource(LoopResource.class)
class TrainingServiceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Inject
    Clients clients;

    @Test
    void experimentsAndExamplesFromKafkaBecomeVersionsInTheRegistry() throws Exception {
        Experiment good = Samples.experiment("kinds", 8, Samples.arm("no-share", 4), Samples.arm("linear-probe", 4));
        Arm unknown = new Arm("x", new Hyperparameters("mystery", 2, 4, 1e-2, 1e-2, 0, 1, 4, 7));
        await().atMost(DEADLINE).until(() -> get("/q/health/ready").statusCode() == 200);

        HttpRegistry.up(false);
        try (Producer<byte[], byte[]> producer = clients.writer()) {
            experiment(producer, "nonsense", "{".getBytes(StandardCharsets.UTF_8));
            experiment(producer, "mystery", Json.write(Samples.experiment("mystery", 8, unknown)));
            experiment(producer, "kinds", Json.write(good));
            await().atMost(DEADLINE)
                    .untilAsserted(
                            () -> assertThat(get("/q/health/ready").body().asString())
                                    .contains("DOWN", "experiment kinds", "the registry answered 503"));

            HttpRegistry.up(true);
            await().atMost(DEADLINE).until(() -> get("/q/health/ready").statusCode() == 200);
            assertThat(examples("kinds/no-share")).containsExactly(0L);
            for (int i = 0; i < 16; i++) {
                scored(producer, i % 2, Samples.scored("kinds", i));
            }
            producer.flush();
        }
        await().atMost(DEADLINE).until(() -> examples("kinds/linear-probe").size() == 3);

        assertThat(examples("kinds/no-share")).containsExactly(0L, 8L, 16L);
        assertThat(HttpRegistry.TRACE_PARENTS)
                .as("with tracing, each publication belongs to a trace of its own")
                .hasSize(6)
                .doesNotHaveDuplicates()
                .allMatch(parent -> parent.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
        assertThat(get("/api/experiments").jsonPath().getList("find { it.name == 'kinds' }.arms.examples"))
                .isEqualTo(List.of(16, 16));
        assertThat(get("/api/experiments").jsonPath().getString("find { it.name == 'mystery' }.status"))
                .isEqualTo("refused");
        String metrics = get("/q/metrics").body().asString();
        assertThat(metrics)
                .contains("affix_training_examples{arm=\"no-share\",experiment=\"kinds\"} 16.0")
                .contains("affix_training_versions_total{arm=\"linear-probe\",experiment=\"kinds\"} 3.0")
                .contains("affix_dead_letters_total{reason=\"invalid-value\"} 1.0")
                .doesNotContain("kafka_");
        List<ConsumerRecord<byte[], byte[]>> letters = letters();
        assertThat(letters.stream().map(letter -> header(letter, DeadLetter.REASON)))
                .containsExactly("not-json", "invalid-value");
        assertThat(header(letters.get(1), DeadLetter.FIELD)).isEqualTo("arms[0].hyperparameters.variant");
    }

    private static List<Long> examples(String adapter) {
        return HttpRegistry.VERSIONS.getOrDefault(adapter, List.of()).stream()
                .map(PublishVersion::lineage)
                .map(Lineage::examples)
                .toList();
    }

    private static void experiment(Producer<byte[], byte[]> producer, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.EXPERIMENTS.topicName(), key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private static void scored(Producer<byte[], byte[]> producer, int partition, ScoredExample example)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.SCORED.topicName(),
                        partition,
                        example.requestId().getBytes(StandardCharsets.UTF_8),
                        Json.write(example)))
                .get();
    }

    private List<ConsumerRecord<byte[], byte[]>> letters() {
        TopicPartition topic = new TopicPartition(Topics.EXPERIMENTS_DLQ.topicName(), 0);
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.reader()) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            await().atMost(DEADLINE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return letters.size() >= 2;
            });
        }
        return letters;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
