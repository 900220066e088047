package dev.affix.inference;

import static dev.affix.inference.KafkaFixture.utf8;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.World.LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as a process: killed, stopped, and started where it must not run. */
class ProcessIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void killedAndStoppedInMidStreamItLosesNothingAndRepeatsNothing() throws Exception {
        World world = new World();
        int port = FreePorts.probe(1).get(0);
        Map<String, String> environment = environment(world.start(), "it");
        ServiceProcess service = new ServiceProcess(port, environment);
        try (TraceReceiver receiver = new TraceReceiver()) {
            world.create(experiment("e", Mode.PAIRED, LABELS, "a", "b"));
            world.publish("e/a", 1, LABELS);
            world.publish("e/b", 1, LABELS);
            world.ask("e", 0, 400);
            world.kafka().read(Topics.PREDICTIONS.topicName(), 40, DEADLINE);
            service.kill();
            assertThat(world.kafka().readAll(Topics.PREDICTIONS.topicName()))
                    .as("it was killed in mid-stream")
                    .hasSizeLessThan(400);
            service = new ServiceProcess(port, environment);
            await().atMost(DEADLINE).until(service::ready);
            world.kafka().read(Topics.PREDICTIONS.topicName(), 250, DEADLINE);
            assertThat(service.stop(Duration.ofSeconds(30))).isEqualTo(143);
            List<ConsumerRecord<byte[], byte[]>> reports = world.kafka().readAll(Topics.REPLICAS.topicName());
            assertThat(reports.get(reports.size() - 1).value())
                    .as("it says that it stops")
                    .isNull();
            world.ask("e", 400, 450);
            environment.putAll(receiver.environment());
            service = new ServiceProcess(port, environment);
            world.kafka().read(Topics.PREDICTIONS.topicName(), 450, DEADLINE);
            assertThat(world.kafka().readAll(Topics.PREDICTIONS.topicName()).stream()
                            .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 450).mapToObj(i -> "r" + i).toList());
            aRequestsTraceGoesOnInItsPrediction(world, receiver);
            aPublicationsTraceGoesOnInTheSwap(world, receiver);
        } finally {
            service.close();
            world.close();
        }
    }

    private static void aRequestsTraceGoesOnInItsPrediction(World world, TraceReceiver receiver)
            throws InterruptedException {
        ProducerRecord<byte[], byte[]> request = new ProducerRecord<>(
                Topics.REQUESTS.topicName(),
                utf8("traced"),
                Json.write(new InferenceRequest("traced", "a text", null, null)));
        request.headers().add(CloudEvents.TRACE_PARENT, utf8("00-" + TRACE + "-b7ad6b7169203331-01"));
        world.kafka().sendNow(request);
        ConsumerRecord<byte[], byte[]> prediction = world
                .kafka()
                .readUntil(
                        Topics.PREDICTIONS.topicName(),
                        records -> records.stream().anyMatch(ProcessIT::isTraced),
                        DEADLINE)
                .stream()
                .filter(ProcessIT::isTraced)
                .findFirst()
                .orElseThrow();
        String context = new String(
                prediction.headers().lastHeader(CloudEvents.TRACE_PARENT).value(), StandardCharsets.UTF_8);
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(receiver.spans())
                        .filteredOn(span -> span.parent().equals("b7ad6b7169203331"))
                        .singleElement()
                        .satisfies(span -> {
                            assertThat(context).isEqualTo("00-" + TRACE + "-" + span.id() + "-01");
                            assertThat(span.trace()).isEqualTo(TRACE);
                            assertThat(span.name()).isEqualTo("process affix.requests.v1");
                            assertThat(span.kind()).as("a consumer").isEqualTo(5);
                        }));
    }

    private static void aPublicationsTraceGoesOnInTheSwap(World world, TraceReceiver receiver)
            throws InterruptedException {
        world.publish("e/a", 2, LABELS, "00-" + TRACE + "-b7ad6b7169203332-01");
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(receiver.spans())
                        .filteredOn(span -> span.parent().equals("b7ad6b7169203332"))
                        .singleElement()
                        .satisfies(span -> assertThat(span.name()).isEqualTo("process affix.adapters.v1")));
        String swap = receiver.spans().stream()
                .filter(span -> span.parent().equals("b7ad6b7169203332"))
                .findFirst()
                .orElseThrow()
                .id();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(receiver.spans())
                        .as("the download")
                        .anyMatch(span ->
                                span.trace().equals(TRACE) && span.parent().equals(swap)));
    }

    private static boolean isTraced(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), utf8("traced"));
    }

    /** Few keys, so that each has many requests in its partition. */
    @Test
    void whenOneOfTwoReplicasIsKilledInMidStreamTheOtherAnswersTheRestOnceAndInOrder() throws Exception {
        World world = new World(6);
        Map<String, String> settings = world.start();
        List<Integer> ports = FreePorts.probe(2);
        ServiceProcess killed = new ServiceProcess(ports.get(0), environment(settings, "killed"));
        ServiceProcess other = new ServiceProcess(ports.get(1), environment(settings, "other"));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", world.kafka().servers()))) {
            world.create(experiment("e", Mode.PAIRED, LABELS, "a", "b"));
            world.publish("e/a", 1, LABELS);
            world.publish("e/b", 1, LABELS);
            await().atMost(DEADLINE)
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
                    .untilAsserted(() -> assertThat(shares(admin)).containsExactlyInAnyOrder(3, 3));
            await().atMost(DEADLINE).until(() -> killed.ready() && other.ready());
            for (int i = 0; i < 600; i++) {
                String key = "k" + i % 40;
                world.kafka()
                        .send(
                                Topics.REQUESTS.topicName(),
                                key,
                                Json.write(new InferenceRequest(key, "text number " + i, null, "e")));
            }
            world.kafka().flush();
            world.kafka().read(Topics.PREDICTIONS.topicName(), 100, DEADLINE);
            killed.kill();
            assertThat(world.kafka().readAll(Topics.PREDICTIONS.topicName()))
                    .as("it was killed in mid-stream")
                    .hasSizeLessThan(600);
            world.kafka().read(Topics.PREDICTIONS.topicName(), 600, DEADLINE);
            assertThat(shares(admin)).containsExactly(6);
            Map<String, List<Integer>> answered = new TreeMap<>();
            for (ConsumerRecord<byte[], byte[]> record : world.kafka().readAll(Topics.PREDICTIONS.topicName())) {
                Prediction prediction = Json.read(record.value(), Prediction.class);
                answered.computeIfAbsent(prediction.requestId(), key -> new ArrayList<>())
                        .add(Integer.parseInt(prediction.text().substring("text number ".length())));
            }
            assertThat(answered).hasSize(40).allSatisfy((key, numbers) -> {
                int first = Integer.parseInt(key.substring(1));
                assertThat(numbers)
                        .as("answers to " + key)
                        .containsExactlyElementsOf(IntStream.iterate(first, i -> i < 600, i -> i + 40)
                                .boxed()
                                .toList());
            });
        } finally {
            killed.close();
            other.close();
            world.close();
        }
    }

    /** Returns how many partitions each member of the group has. */
    private static List<Integer> shares(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of("affix-inference")).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    @Test
    void whereItMustNotRunItSaysWhyInOneErrorLineAndExits(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Map<String, String> environment = new HashMap<>(Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "127.0.0.1:" + FreePorts.probe(1).get(0),
                    "AFFIX_INFERENCE_STARTUP_TIMEOUT",
                    "3s"));
            refuses(environment, environment.get("KAFKA_BOOTSTRAP_SERVERS") + " did not answer");
            environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
            refuses(environment, Topics.REQUESTS.topicName() + " does not exist");
            broker.createTopics(2);
            environment.put("AFFIX_INFERENCE_BACKBONE_DIGEST", "0".repeat(64));
            refuses(environment, "0".repeat(64));
            environment.put(
                    "AFFIX_INFERENCE_BACKBONE", directory.resolve("nowhere").toString());
            refuses(environment, "nowhere");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createPartitions(Map.of(Topics.PREDICTIONS.topicName(), NewPartitions.increaseTo(3)))
                        .all()
                        .get();
            }
            refuses(environment, "must have the same partition count");
        }
    }

    private static void refuses(Map<String, String> environment, String reason)
            throws IOException, InterruptedException {
        try (ServiceProcess service = new ServiceProcess(FreePorts.probe(1).get(0), environment)) {
            assertThat(service.exitCode(DEADLINE)).isEqualTo(1);
            assertThat(service.logLines().stream().filter(line -> line.contains(" ERROR ")))
                    .singleElement()
                    .asString()
                    .contains(reason);
        }
    }

    private static Map<String, String> environment(Map<String, String> world, String instance) {
        return new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                world.getOrDefault("kafka.bootstrap.servers", ""),
                "QUARKUS_REST_CLIENT_REGISTRY_URL",
                world.getOrDefault("quarkus.rest-client.registry.url", ""),
                "AFFIX_INFERENCE_INSTANCE_ID",
                instance,
                "AFFIX_INFERENCE_MAX_BATCH",
                "4"));
    }
}
