package dev.affix.standalone.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Small real child processes: shell scripts. */
final class Children {
    /** Restarts at once, so that tests do not wait. */
    static final RestartPolicy QUICK =
            new RestartPolicy(5, Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(5));

    private Children() {}

    /** A child that runs a script; it is ready when it prints READY. */
    static ChildSpec script(Path folder, String name, int tier, String script) {
        return new ChildSpec(
                name,
                tier,
                List.of("sh", "-c", script, "child-of-" + folder),
                Map.of("GREETING", "hello"),
                folder.resolve(name + ".log"),
                Readiness.line("READY"));
    }

    /** Says that it is ready and waits. */
    static ChildSpec server(Path folder, String name, int tier) {
        return script(folder, name, tier, "echo READY; exec sleep 300");
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    static ProcessIdentity identity(Child child) {
        return child.running()
                .flatMap(process -> ProcessIdentity.of(process.pid()))
                .orElseThrow();
    }
}
