package dev.affix.metrics.testing;

import dev.affix.embedded.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the application under test a broker with its topics, and a state directory of its own. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "quarkus-test");
            EmbeddedBroker started = EmbeddedBroker.start(directory.resolve("broker"), 0);
            broker = started;
            started.createTopics(2);
            return Map.of(
                    "kafka.bootstrap.servers",
                    started.bootstrapServers(),
                    "affix.metrics.state",
                    directory.resolve("state").toString(),
                    "affix.metrics.label-horizon",
                    "1h",
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
    }
}
