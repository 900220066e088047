package dev.affix.inference;

import static dev.affix.inference.KafkaFixture.utf8;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.World.LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.embedded.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ten thousand bad inputs among good ones, through Kafka and over HTTP, against the packaged service. */
class FuzzIT {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int BAD_RECORDS = 8_000;
    private static final int BAD_CALLS = 2_500;
    private static final int BAD_CALLS_PER_GOOD = 100;
    private static final int BAD_RECORDS_PER_GOOD = 80;
    private static final World WORLD = new World();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static @Nullable ServiceProcess service;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> world = WORLD.start();
        port = FreePorts.probe(1).get(0);
        service = new ServiceProcess(
                port,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        world.getOrDefault("kafka.bootstrap.servers", ""),
                        "QUARKUS_REST_CLIENT_REGISTRY_URL",
                        world.getOrDefault("quarkus.rest-client.registry.url", ""),
                        "AFFIX_INFERENCE_INSTANCE_ID",
                        "fuzz"));
        WORLD.create(experiment("e", Mode.PAIRED, LABELS, "a"));
        WORLD.publish("e/a", 1, LABELS);
        await().atMost(DEADLINE).until(() -> Objects.requireNonNull(service).ready() && call(BadCalls.GOOD) == 200);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(service).close();
        WORLD.close();
    }

    @Test
    void everyGoodRecordIsAnsweredAndEveryBadOneIsADeadLetterWithTheReasonForIt() throws Exception {
        BadRecords bad = new BadRecords(new SplittableRandom(1));
        Map<String, String> expected = new TreeMap<>();
        Set<String> good = new HashSet<>();
        for (int i = 0; i < BAD_RECORDS; i++) {
            BadRecords.Bad record = bad.next(i);
            expected.put("bad-" + i, record.reason());
            WORLD.kafka().send(record.record());
            if (i % BAD_RECORDS_PER_GOOD == 0) {
                String id = "good-" + i;
                good.add(id);
                WORLD.kafka()
                        .send(
                                Topics.REQUESTS.topicName(),
                                id,
                                Json.write(new InferenceRequest(id, World.text(i), null, "e")));
            }
        }
        WORLD.kafka().flush();
        assertThat(WORLD.kafka().read(Topics.PREDICTIONS.topicName(), good.size(), DEADLINE).stream()
                        .map(FuzzIT::key))
                .containsExactlyInAnyOrderElementsOf(good);
        Map<String, String> letters = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        List<ConsumerRecord<byte[], byte[]>> all = WORLD
                .kafka()
                .readUntil(
                        Topics.REQUESTS_DLQ.topicName(),
                        records -> records.stream().filter(FuzzIT::ours).count() >= BAD_RECORDS,
                        DEADLINE)
                .stream()
                .filter(FuzzIT::ours)
                .toList();
        for (ConsumerRecord<byte[], byte[]> letter : all) {
            String name = header(letter, BadRecords.NAME);
            String reason = header(letter, DeadLetter.REASON);
            assertThat(letters.put(name, reason)).as(name + " twice").isNull();
            assertThat(header(letter, DeadLetter.MESSAGE)).isNotBlank();
            counts.merge(reason, 1, Integer::sum);
        }
        System.out.println("Dead letters by reason: " + counts);
        assertThat(letters).isEqualTo(expected);
    }

    @Test
    void everyBadCallIsToldWhatIsWrongAndTheGoodOnesAmongThemAreAnswered() throws Exception {
        BadCalls bad = new BadCalls(new SplittableRandom(2));
        Map<String, Integer> counts = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        List<CompletableFuture<?>> running = new ArrayList<>();
        for (int i = 0; i < BAD_CALLS; i++) {
            BadCalls.Bad call = bad.next();
            running.add(HTTP.sendAsync(call.request(port), HttpResponse.BodyHandlers.ofByteArray())
                    .thenAccept(answer -> {
                        synchronized (counts) {
                            counts.merge(answer.statusCode() + " " + call.kind(), 1, Integer::sum);
                            if (!call.rightly(answer.statusCode(), answer.body())) {
                                wrong.add(call.kind() + ": " + answer.statusCode() + " "
                                        + new String(answer.body(), StandardCharsets.UTF_8));
                            }
                        }
                    }));
            if (i % BAD_CALLS_PER_GOOD == 0) {
                CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                        .join();
                running.clear();
                assertThat(call(BadCalls.GOOD)).isEqualTo(200);
            }
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        System.out.println("Answers to bad calls: " + counts);
        assertThat(wrong).isEmpty();
    }

    @Test
    void aRecordOfTenMegabytesIsRefusedByTheBrokerAndTheLargestItTakesIsADeadLetter() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", WORLD.kafka().servers(), "max.request.size", "20000000"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            assertThat(failure(producer, new byte[10_000_000], "huge")).isInstanceOf(RecordTooLargeException.class);
            assertThat(failure(producer, new byte[1_048_300], "large")).isNull();
        }
        ConsumerRecord<byte[], byte[]> letter = WORLD
                .kafka()
                .readUntil(
                        Topics.REQUESTS_DLQ.topicName(),
                        records ->
                                records.stream().anyMatch(record -> key(record).equals("large")),
                        DEADLINE)
                .stream()
                .filter(record -> key(record).equals("large"))
                .findFirst()
                .orElseThrow();
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo("not-json");
    }

    private static @Nullable Throwable failure(KafkaProducer<byte[], byte[]> producer, byte[] value, String key)
            throws InterruptedException {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS.topicName(), null, utf8(key), value);
        record.headers().add(BadRecords.NAME, utf8(key));
        try {
            producer.send(record).get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static int call(String body) throws Exception {
        HttpResponse<byte[]> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/e/infer"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 200) {
            JsonNode read = Json.mapper().readTree(answer.body());
            assertThat(read.at("/outputs/0/data")).hasSize(1);
        }
        return answer.statusCode();
    }

    /** Returns whether a dead letter is of {@link BadRecords}. */
    private static boolean ours(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, BadRecords.NAME).startsWith("bad-");
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
