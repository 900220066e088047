package dev.affix.standalone.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A small shell process that ends the launcher's children if the launcher dies without doing so, even by
 * {@code kill -9}: it reads their numbers from a pipe, and the pipe ends with the launcher. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private final Process shell;
    private final Writer pipe;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.pipe = shell.outputWriter(StandardCharsets.UTF_8);
    }

    static Watchdog start() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", script(), "affix-watchdog")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Watchdog(shell);
    }

    private static String script() throws IOException {
        try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            if (script == null) {
                throw new IOException("watchdog.sh is missing in the launcher's jar");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Puts a child under watch. */
    void watch(int tier, ProcessIdentity child) {
        write(tier + " " + child.pid() + " " + child.startTicks() + "\n");
    }

    /** Ends the watchdog: no child is left to watch. */
    @Override
    public void close() {
        if (shell.isAlive()) {
            write("done\n");
        }
    }

    private synchronized void write(String line) {
        try {
            pipe.write(line);
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The watchdog process ended", e);
        }
    }
}
