package dev.affix.load.cluster;

import dev.affix.load.JavaProcess;
import dev.affix.load.JvmOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A packaged service in a process of its own. */
public final class Service implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(2);

    private final String name;
    private final Process process;
    private final HttpClient http;
    private final String url;
    private final Path log;

    private Service(String name, Process process, HttpClient http, String url, Path log) {
        this.name = name;
        this.process = process;
        this.http = http;
        this.url = url;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param home the repository's top folder
     * @param port where it answers HTTP
     * @param log takes what it writes
     */
    static Service start(Path home, String name, int port, Path log, Map<String, String> environment, HttpClient http)
            throws IOException {
        Path jar = home.resolve("services").resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IOException("The " + name + " service is not built: " + jar + " is missing. Run ./affix build.");
        }
        ProcessBuilder builder = new ProcessBuilder(JavaProcess.command(
                        List.of("-Xmx512m", "-XX:+UseSerialGC", JvmOptions.ONE_COMPILER, "-jar", jar.toString())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return new Service(name, builder.start(), http, "http://127.0.0.1:" + port, log);
    }

    /** Returns where it answers. */
    public String url() {
        return url;
    }

    /** Waits until it is ready. */
    public void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        while (status("/q/health/ready") != 200) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(
                        name + " is not ready " + (process.isAlive() ? "in time" : "and has ended") + "; see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private int status(String path) throws InterruptedException {
        try {
            return send("GET", path, "application/json", new byte[0]).statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    /**
     * Calls it as {@link #send} does.
     *
     * @throws IOException if the answer's status is none of those expected
     */
    public HttpResponse<byte[]> call(String method, String path, String type, byte[] body, Integer... expected)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(method, path, type, body);
        if (Stream.of(expected).noneMatch(status -> status == answer.statusCode())) {
            throw new IOException("The " + name + " answered " + answer.statusCode() + " to " + path + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    /** Calls it, and waits at most 70 seconds. */
    public HttpResponse<byte[]> send(String method, String path, String type, byte[] body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(Duration.ofSeconds(70))
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        JavaProcess.end(process);
    }
}
