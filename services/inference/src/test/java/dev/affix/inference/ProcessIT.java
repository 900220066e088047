package dev.affix.inference;

import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.World.LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as a process: killed, stopped, and started where it must not run. */
class ProcessIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @Test
    void killedAndStoppedInMidStreamItLosesNothingAndRepeatsNothing() throws Exception {
        World world = new World();
        int port = FreePorts.probe(1).get(0);
        Map<String, String> environment = environment(world.start());
        ServiceProcess service = new ServiceProcess(port, environment);
        try {
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
            service = new ServiceProcess(port, environment);
            world.kafka().read(Topics.PREDICTIONS.topicName(), 450, DEADLINE);
            assertThat(world.kafka().readAll(Topics.PREDICTIONS.topicName()).stream()
                            .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 450).mapToObj(i -> "r" + i).toList());
        } finally {
            service.close();
            world.close();
        }
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

    private static Map<String, String> environment(Map<String, String> world) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                world.getOrDefault("kafka.bootstrap.servers", ""),
                "QUARKUS_REST_CLIENT_REGISTRY_URL",
                world.getOrDefault("quarkus.rest-client.registry.url", ""),
                "AFFIX_INFERENCE_INSTANCE_ID",
                "it",
                "AFFIX_INFERENCE_MAX_BATCH",
                "4");
    }
}
