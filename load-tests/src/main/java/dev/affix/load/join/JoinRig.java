package dev.affix.load.join;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Json;
import dev.affix.embedded.FreePorts;
import dev.affix.load.BrokerProcess;
import dev.affix.load.JavaProcess;
import dev.affix.load.ProcessMemory;
import dev.affix.load.Series;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker and what reads from it, each a process of its own. Where {@code taskset} is to be had the broker has the first core
 * and the readers the second. Not thread-safe.
 */
final class JoinRig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Deque<Process> processes = new ArrayDeque<>();
    private final Path folder;
    private final boolean pinned;
    private final BrokerProcess broker;
    private int port;

    private JoinRig(Path folder, boolean pinned, int partitions) throws IOException {
        this.folder = folder;
        this.pinned = pinned;
        broker = BrokerProcess.start(folder, partitions, launcher(0), List.of());
    }

    /**
     * Starts the broker, with its topics.
     *
     * @param folder takes logs and data
     * @param partitions of the topics keyed by request
     */
    static JoinRig start(Path folder, int partitions) throws IOException, InterruptedException {
        boolean taskset =
                Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
        return new JoinRig(folder, taskset, partitions);
    }

    /** Whether each process has one core. */
    boolean pinned() {
        return pinned;
    }

    String servers() {
        return broker.servers();
    }

    /** Returns records per second of each pass of a bare consumer over predictions and labels. */
    List<Double> bareConsumer(int passes) throws IOException, InterruptedException {
        Process consumer = new ProcessBuilder(java(
                        1,
                        List.of(
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BareConsumer.class.getName(),
                                servers(),
                                Integer.toString(passes))))
                .redirectError(log("consumer"))
                .start();
        processes.push(consumer);
        List<Double> rates = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(consumer.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                rates.add(Double.parseDouble(line));
            }
        }
        if (consumer.waitFor() != 0) {
            throw new IOException("The bare consumer failed; see consumer.log");
        }
        processes.remove(consumer);
        return rates;
    }

    /** Starts the metrics service, with the JVM's options of the manifests and then these. */
    Process metrics(Path jar, Duration horizon, List<String> options) throws IOException {
        port = FreePorts.probe(1).get(0);
        List<String> arguments = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:NewRatio=1"));
        arguments.addAll(options);
        // The whole heap is in memory from the start: what grows after that is native memory.
        arguments.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-jar", jar.toString()));
        ProcessBuilder service =
                new ProcessBuilder(java(1, arguments)).redirectErrorStream(true).redirectOutput(log("metrics"));
        service.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers(),
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "AFFIX_METRICS_STATE",
                        Files.createTempDirectory(folder, "state").toString(),
                        "AFFIX_METRICS_LABEL_HORIZON",
                        horizon.toString()));
        Process started = service.start();
        processes.push(started);
        return started;
    }

    /** Returns the service's document of the experiment, null as long as there is none. */
    @Nullable
    JsonNode live() throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = get("/api/experiments/" + Backlog.EXPERIMENT + "/live");
            return answer.statusCode() == 200 ? Json.mapper().readTree(answer.body()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns the bytes of the service's heap that are in use after a collection. */
    double heap(Process service) throws IOException, InterruptedException {
        ProcessMemory.collectGarbage(service.pid());
        String metrics = new String(get("/q/metrics").body(), StandardCharsets.UTF_8);
        return Series.sum(metrics, "jvm_memory_used_bytes{area=\"heap\"");
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private java.io.File log(String name) {
        return folder.resolve(name + ".log").toFile();
    }

    private List<String> java(int core, List<String> arguments) {
        List<String> command = new ArrayList<>(launcher(core));
        command.addAll(JavaProcess.command(arguments));
        return command;
    }

    private List<String> launcher(int core) {
        return pinned ? List.of("taskset", "-c", Integer.toString(core)) : List.of();
    }

    @Override
    public void close() {
        // The readers before the broker.
        while (!processes.isEmpty()) {
            JavaProcess.end(processes.pop());
        }
        broker.close();
    }
}
