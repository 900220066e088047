package dev.affix.training.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.FreePorts;
import dev.affix.kafka.StartRefusedException;
import dev.affix.training.Samples;
import dev.affix.training.checkpoint.StateDirectory;
import dev.affix.training.config.TrainingConfig;
import dev.affix.training.meters.Meters;
import dev.affix.training.run.RegistryStub;
import dev.affix.training.stream.Clients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service refuses to start with, and what it says. */
class StartTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit does.
    Path directory;

    private Service service(String servers, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("affix.training.state", directory.resolve("state").toString());
        all.put("affix.training.startup-timeout", "3s");
        TrainingConfig config = new SmallRyeConfigBuilder()
                .withMapping(TrainingConfig.class)
                .withDefaultValues(all)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(TrainingConfig.class);
        Clients clients = new Clients(Map.of("bootstrap.servers", servers), config);
        return new Service(config, clients, new RegistryStub(), new Meters(new SimpleMeterRegistry()));
    }

    private static void assertRefused(Service service, String... words) {
        try {
            assertThatThrownBy(service::start)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContainingAll(words)
                    .hasMessageNotContaining("\n");
        } finally {
            service.stop();
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() throws IOException {
        String nobody = "127.0.0.1:" + FreePorts.probe(1).get(0);

        assertRefused(service(nobody, Map.of()), nobody, "did not answer within 3 s", "KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void whatIsWrongWithTopicsBackboneAndStateDirectoryIsSaid() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 0)) {
            String servers = broker.bootstrapServers();
            assertRefused(
                    service(servers, Map.of()), servers, "Topic affix.scored.v1 does not exist", "docs/topics.md");

            broker.createTopics(2);
            assertRefused(
                    service(servers, Map.of("affix.training.backbone-digest", Samples.DIGEST)),
                    "minilm",
                    Samples.DIGEST);
            Path nowhere = directory.resolve("nowhere");
            assertRefused(service(servers, Map.of("affix.training.backbone", nowhere.toString())), nowhere.toString());
            assertRefused(service(servers, Map.of("affix.training.max-tokens", "513")), "513", "512");

            Path file = Files.createFile(directory.resolve("file"));
            assertRefused(
                    service(servers, Map.of("affix.training.state", file.toString())),
                    file.toString(),
                    "AFFIX_TRAINING_STATE");
            try (StateDirectory held = StateDirectory.take(directory.resolve("state"))) {
                assertRefused(service(servers, Map.of()), "Another training process", directory.toString());
            }

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                admin.createPartitions(Map.of(Topics.SCORED.topicName(), NewPartitions.increaseTo(3)))
                        .all()
                        .get();
            }
            assertRefused(service(servers, Map.of()), "same partition count", "affix.scored.v1=3");
        }
    }
}
