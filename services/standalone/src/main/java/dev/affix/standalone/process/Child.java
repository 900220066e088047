package dev.affix.standalone.process;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A supervised child process, through all its restarts. Thread-safe. */
public final class Child {
    /**
     * Ctrl-C and the end of the terminal reach every process of the group at once; only the launcher shall act on them, so
     * that it can stop the others in order. Ignored signals stay ignored through exec.
     */
    private static final String IGNORING_THE_TERMINAL = "trap '' INT HUP; exec \"$@\"";

    private final ChildSpec spec;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile @Nullable Process process;
    private volatile LogTail log;
    private volatile boolean everReady;
    private volatile @Nullable String failure;

    Child(ChildSpec spec) {
        this.spec = spec;
        this.log = LogTail.fromNow(spec.log());
    }

    /** Starts or restarts the process. */
    Process start() throws IOException {
        log = LogTail.fromNow(spec.log());
        List<String> command = new ArrayList<>(List.of("sh", "-c", IGNORING_THE_TERMINAL, "sh"));
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        Process started = builder.start();
        process = started;
        return started;
    }

    /** Returns how it is run. */
    public ChildSpec spec() {
        return spec;
    }

    /** Returns how often it was restarted after it ended by itself. */
    public int restarts() {
        return restarts.get();
    }

    /** Returns the running process, empty if none runs at the moment. */
    public Optional<ProcessHandle> running() {
        Process current = process;
        return current == null || !current.isAlive() ? Optional.empty() : Optional.of(current.toHandle());
    }

    /** Asks whether it takes work now. */
    public boolean ready() throws InterruptedException {
        boolean ready = running().isPresent() && spec.readiness().ready(log);
        everReady |= ready;
        return ready;
    }

    /** Returns why it is given up, null while it is not. */
    public @Nullable String failure() {
        return failure;
    }

    boolean everReady() {
        return everReady;
    }

    void restarting() {
        restarts.incrementAndGet();
    }

    void giveUp(String why) {
        failure = why;
    }

    /** Describes an end that nobody asked for. */
    String describe(int exitCode, Duration uptime) {
        // Shells and Java report a death by signal s as 128 + s.
        String how = exitCode > 128 && exitCode < 192
                ? "was killed by signal " + (exitCode - 128)
                : "ended with exit code " + exitCode;
        return spec.name() + " " + how + " after " + uptime.toSeconds() + " s";
    }

    /** Returns the last lines it wrote, indented, and where the rest is. */
    String lastWords(int lines) {
        StringBuilder words = new StringBuilder();
        for (String line : log.last(lines)) {
            words.append("\n    ").append(line);
        }
        return words + "\n  The whole log: " + spec.log();
    }
}
