package dev.affix.metrics.replica;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The packaged metrics service in a process of its own. */
final class MetricsProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private MetricsProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a replica, whose state is in a directory of its name. */
    static MetricsProcess start(Path directory, String name, int port, String servers) throws IOException {
        Files.createDirectories(directory);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar")
                                .toAbsolutePath()
                                .toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + "-" + port + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers,
                        "AFFIX_METRICS_INSTANCE_ID",
                        name,
                        "AFFIX_METRICS_ADVERTISE",
                        "127.0.0.1",
                        "AFFIX_METRICS_STATE",
                        directory.resolve(name).toString(),
                        "AFFIX_METRICS_LABEL_HORIZON",
                        "1h"));
        return new MetricsProcess(builder.start(), port);
    }

    /** Returns the answer of a GET; status 0 when nobody answers. */
    Answer get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER)
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A status and a body. */
    record Answer(int status, String body) {}

    /** Kills the process as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
