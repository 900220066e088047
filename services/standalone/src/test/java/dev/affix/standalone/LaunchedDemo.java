package dev.affix.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** {@code affix demo} in a process of its own, as a user starts it, and what can be seen of it from outside. */
final class LaunchedDemo implements AutoCloseable {
    private final Path dataDirectory;
    private final Path output;
    private final Process process;

    private LaunchedDemo(Path dataDirectory, Path output, Process process) {
        this.dataDirectory = dataDirectory;
        this.output = output;
        this.process = process;
    }

    /** Starts one; its output goes to a file beside the data directory. */
    static LaunchedDemo start(Path dataDirectory, String name, String... options) throws IOException {
        Path output = Files.createDirectories(dataDirectory).resolveSibling(name + ".out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                Path.of(System.getProperty("affix.home"), "services/standalone/target/affix-standalone.jar")
                        .toString(),
                "demo",
                "--data-dir",
                dataDirectory.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new LaunchedDemo(dataDirectory, output, process);
    }

    /** Returns what it printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits until it prints something; fails at once if it ends before. */
    void awaitOutput(String expected, Duration limit) {
        await(limit).until(() -> {
            if (!process.isAlive() && !output().contains(expected)) {
                throw new IllegalStateException("It ended before '" + expected + "':\n" + output());
            }
            return output().contains(expected);
        });
    }

    /** Returns an address from its list of endpoints. */
    String endpoint(String name) throws IOException {
        JsonNode endpoints =
                Json.mapper().readTree(dataDirectory.resolve("endpoints.json").toFile());
        return endpoints.path(name).asText();
    }

    /** Returns the process of a child. */
    ProcessHandle child(String name) throws IOException {
        return Files.readAllLines(dataDirectory.resolve("processes")).stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields[0].equals(name))
                .map(fields -> ProcessHandle.of(Long.parseLong(fields[1])).orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    /** Waits for its end; returns the exit code. */
    int exitCode(Duration limit) throws InterruptedException, IOException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("It did not end within " + limit + ":\n" + output());
        }
        return process.exitValue();
    }

    /** Asks it to stop, as Ctrl-C and kill do. */
    void terminate() {
        process.destroy();
    }

    /** Returns the command lines and folders of all processes that have to do with the data directory. */
    List<String> processes() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .map(LaunchedDemo::description)
                    .filter(text -> text.contains(dataDirectory.toString()))
                    .toList();
        }
    }

    /** PostgreSQL's processes are told by their folder, all others by their command line. */
    private static String description(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ') + " in "
                    + process.resolve("cwd").toRealPath();
        } catch (IOException e) {
            return "";
        }
    }

    static ConditionFactory await(Duration limit) {
        return Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(200));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
