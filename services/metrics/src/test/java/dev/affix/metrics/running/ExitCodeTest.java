package dev.affix.metrics.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A refused start is one line of error and an exit code that a supervisor sees. */
@QuarkusMainTest
@TestProfile(ExitCodeTest.NoBroker.class)
class ExitCodeTest {
    /** Port 1 of loopback: nobody listens there. */
    public static final class NoBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "affix.metrics.startup-timeout", "1s",
                    "quarkus.http.test-port", "0");
        }
    }

    @Test
    void withoutABrokerTheProcessEndsWithOneErrorAndExitCode1(QuarkusMainLauncher launcher) {
        LaunchResult result = launcher.launch();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getOutput().lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains("Kafka at 127.0.0.1:1 did not answer within 1 s")
                .contains("Start the broker");
    }
}
