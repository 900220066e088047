package dev.affix.metrics.running;

import dev.affix.metrics.join.Bounds;
import dev.affix.metrics.topology.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The stream processing in a process of its own, to be killed. Arguments: servers, application id, state directory. */
final class EngineMain {
    private EngineMain() {}

    static StreamSettings settings(String servers, String applicationId, Path state) {
        return new StreamSettings(
                Map.of("bootstrap.servers", servers),
                applicationId,
                "replica-0",
                null,
                state,
                1,
                Duration.ofMillis(200),
                new TopologySettings(new Bounds(Duration.ofHours(1), 1L << 30), 500, 50, Duration.ofSeconds(2)));
    }

    public static void main(String[] arguments) {
        StreamEngine engine = new StreamEngine(
                settings(arguments[0], arguments[1], Path.of(arguments[2])),
                Integer.parseInt(arguments[3]),
                failure -> System.exit(1));
        engine.start();
    }
}
