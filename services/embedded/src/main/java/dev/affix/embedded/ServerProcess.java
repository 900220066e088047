package dev.affix.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The common frame of the two main classes: options, the READY line, and the ways to end. */
final class ServerProcess {
    /** Starts a server. */
    @FunctionalInterface
    interface Starter {
        Running start(Path dataDir, int port) throws IOException;
    }

    /**
     * A server that takes requests.
     *
     * @param address what the READY line says
     * @param server what to close at the end
     */
    record Running(String address, AutoCloseable server) {}

    private record Options(Path dataDir, int port, boolean exitWithParent) {}

    private ServerProcess() {}

    /**
     * Runs a server until SIGTERM or SIGINT, or until standard input ends when {@code --exit-with-parent} is given.
     * Ends the JVM: 0 after a clean shutdown, 1 if the server did not start, 2 for wrong options.
     */
    static void run(String name, String[] arguments, Starter starter) {
        Options options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("ERROR " + name + ": " + e.getMessage()
                    + ". Usage: --data-dir DIR [--port N] [--exit-with-parent]");
            System.exit(2);
            return;
        }
        Running running;
        try {
            running = starter.start(options.dataDir, options.port);
        } catch (IOException | RuntimeException e) {
            System.err.println("ERROR " + name + ": " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> close(name, running.server()), name.toLowerCase(Locale.ROOT) + "-stop"));
        System.out.println("READY " + running.address());
        System.out.flush();
        if (options.exitWithParent) {
            awaitEndOfInput();
            System.exit(0);
        }
        awaitForever();
    }

    private static Options options(String[] arguments) {
        Path dataDir = null;
        int port = 0;
        boolean exitWithParent = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--data-dir" -> dataDir = Path.of(value(arguments, ++i, "--data-dir"));
                case "--port" -> port = port(value(arguments, ++i, "--port"));
                case "--exit-with-parent" -> exitWithParent = true;
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(required(dataDir), port, exitWithParent);
    }

    private static Path required(@Nullable Path dataDir) {
        if (dataDir == null) {
            throw new IllegalArgumentException("--data-dir is missing");
        }
        return dataDir;
    }

    private static String value(String[] arguments, int index, String option) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return arguments[index];
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("--port is '" + value + "'; it must be a number from 0 to 65535");
    }

    /** The parent holds the other end of standard input: it ends when the parent closes it or dies in any way. */
    private static void awaitEndOfInput() {
        byte[] ignored = new byte[256];
        try {
            while (System.in.read(ignored) >= 0) {}
        } catch (IOException e) {
            // A broken input is an ended input.
        }
    }

    private static void awaitForever() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(String name, AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("ERROR " + name + ": did not stop cleanly: " + e.getMessage());
        }
    }
}
