package dev.affix.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that cannot work says why in its log and ends with an exit code that is not 0, as a real process. The other
 * services show this in their own modules.
 */
class StartFailureIT {
    private static final long LIMIT_SECONDS = 120;

    private final Path folder;

    StartFailureIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void trainingNamesAnUnreachableBroker() throws Exception {
        Map<String, String> environment =
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "AFFIX_TRAINING_STARTUP_TIMEOUT", "3s");
        assertFailed(start(environment), "127.0.0.1:1");
    }

    @Test
    void trainingRefusesABackboneWithAnotherDigest() throws Exception {
        String wrong = "0123456789abcdef".repeat(4);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0)) {
            broker.createTopics(1);
            Map<String, String> environment = Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(), "AFFIX_TRAINING_BACKBONE_DIGEST", wrong);
            assertFailed(start(environment), wrong);
        }
    }

    private Process start(Map<String, String> environment) throws IOException {
        Path home = Path.of(System.getProperty("affix.home"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        home.resolve("services/training/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        Map<String, String> all = new HashMap<>(environment);
        all.put("QUARKUS_HTTP_PORT", "0");
        all.put("AFFIX_TRAINING_STATE", folder.resolve("training").toString());
        builder.environment().putAll(all);
        return builder.start();
    }

    private Path log() {
        return folder.resolve("training.log");
    }

    private void assertFailed(Process process, String named) throws Exception {
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("it ends: %s", Files.readString(log()))
                    .isTrue();
            assertThat(process.exitValue()).isNotZero();
            assertThat(Files.readAllLines(log()))
                    .as("one line says what and where")
                    .anyMatch(line -> line.contains("ERROR") && line.contains(named));
        } finally {
            process.destroyForcibly();
        }
    }
}
