package dev.affix.training.endpoint;

import dev.affix.embedded.EmbeddedBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A broker with the topics, and a registry that is down at first. */
public final class LoopResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedBroker broker;
    private @Nullable HttpRegistry registry;

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory(Path.of("target"), "service-test");
            EmbeddedBroker started = EmbeddedBroker.start(directory.resolve("broker"), 0);
            broker = started;
            started.createTopics(2);
            HttpRegistry serving = new HttpRegistry();
            registry = serving;
            return Map.of(
                    "kafka.bootstrap.servers", started.bootstrapServers(),
                    "quarkus.rest-client.registry.url", serving.url(),
                    "affix.training.state", directory.resolve("state").toString(),
                    "affix.training.threads", "2",
                    // Spans are made, and nobody takes them.
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.bsp.schedule.delay", "1h",
                    "quarkus.http.test-port", "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (registry != null) {
            registry.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}
