package dev.affix.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that cannot work says why in its log and ends with an exit code that is not 0, as a real process. */
class StartFailureIT {
    private static final long LIMIT_SECONDS = 120;

    private final Path folder;

    StartFailureIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void anUnreachableBrokerIsNamed() throws Exception {
        Map<String, Process> processes = new LinkedHashMap<>();
        for (String service : new String[] {"inference", "metrics", "training"}) {
            processes.put(service, start(service, Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")));
        }
        for (Map.Entry<String, Process> running : processes.entrySet()) {
            assertFailed(running.getKey(), running.getValue(), "127.0.0.1:1");
        }
    }

    @Test
    void anUnreachableDatabaseIsNamed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            broker.createTopics(1);
            Process registry = start(
                    "registry",
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            broker.bootstrapServers(),
                            "QUARKUS_DATASOURCE_JDBC_URL",
                            "jdbc:postgresql://127.0.0.1:1/postgres"));
            assertFailed("registry", registry, "127.0.0.1:1");
        }
    }

    @Test
    void missingTopicsAreNamed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            Process inference = start("inference", Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()));
            assertFailed("inference", inference, "affix.requests.v1");
        }
    }

    @Test
    void aBackboneWithAnotherDigestIsRefused() throws Exception {
        String wrong = "0123456789abcdef".repeat(4);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            broker.createTopics(1);
            Process inference = start(
                    "inference",
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            broker.bootstrapServers(),
                            "AFFIX_INFERENCE_BACKBONE_DIGEST",
                            wrong));
            Process training = start(
                    "training",
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            broker.bootstrapServers(),
                            "AFFIX_TRAINING_BACKBONE_DIGEST",
                            wrong));
            assertFailed("inference", inference, wrong);
            assertFailed("training", training, wrong);
        }
    }

    private Process start(String service, Map<String, String> environment) throws IOException {
        Path home = Path.of(System.getProperty("affix.home"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        home.resolve("services/" + service + "/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(log(service).toFile());
        Map<String, String> all = new HashMap<>(environment);
        all.put("QUARKUS_HTTP_PORT", "0");
        all.put("AFFIX_INFERENCE_INSTANCE_ID", "start-failure");
        all.put("AFFIX_TRAINING_STATE", folder.resolve("training").toString());
        all.put("AFFIX_METRICS_STATE", folder.resolve("metrics").toString());
        all.put("AFFIX_REGISTRY_BLOBS", folder.resolve("blobs").toString());
        builder.environment().putAll(all);
        return builder.start();
    }

    private Path log(String service) {
        return folder.resolve(service + ".log");
    }

    private void assertFailed(String service, Process process, String named) throws Exception {
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends: %s", service, Files.readString(log(service)))
                    .isTrue();
            assertThat(process.exitValue()).isNotZero();
            assertThat(Files.readAllLines(log(service)))
                    .as("one line says what and where")
                    .anyMatch(line -> line.contains("ERROR") && line.contains(named));
        } finally {
            process.destroyForcibly();
        }
    }
}
