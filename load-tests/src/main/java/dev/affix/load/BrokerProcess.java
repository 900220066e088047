package dev.affix.load;

import dev.affix.embedded.BrokerMain;
import dev.affix.embedded.BrokerTopics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A broker in a process of its own, with Affix's topics; it ends with this process at the latest. */
public final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final Path data;
    private final String servers;

    private BrokerProcess(Process process, Path data, String servers) {
        this.process = process;
        this.data = data;
        this.servers = servers;
    }

    /**
     * Starts one and waits for it.
     *
     * @param folder takes its data, which may be gigabytes and is deleted at the end, and {@code broker.log}
     * @param partitions of the topics keyed by request
     * @param launcher goes before the command, such as {@code taskset} with its arguments
     * @param jvm further options of its JVM
     */
    public static BrokerProcess start(Path folder, int partitions, List<String> launcher, List<String> jvm)
            throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(folder), "broker");
        List<String> command = new ArrayList<>(launcher);
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m"));
        arguments.addAll(jvm);
        arguments.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                "--data-dir",
                data.toString(),
                "--exit-with-parent"));
        command.addAll(JavaProcess.command(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("broker.log").toFile())
                .start();
        try {
            String servers = address(process);
            BrokerTopics.create(servers, partitions);
            return new BrokerProcess(process, data, servers);
        } catch (IOException | RuntimeException e) {
            JavaProcess.end(process);
            throw e;
        }
    }

    private static String address(Process broker) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("READY ")) {
                return line.substring("READY ".length());
            }
        }
        throw new IOException("The broker did not start; see broker.log");
    }

    /** Returns its address, for clients. */
    public String servers() {
        return servers;
    }

    @Override
    public void close() {
        JavaProcess.end(process);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(data + " could not be deleted: " + e.getMessage());
        }
    }
}
