package dev.affix.inference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The registry's calls that inference uses, from memory. */
public final class RegistryStub implements AutoCloseable {
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final AtomicInteger failing = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpServer server;

    public RegistryStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void putBlob(String digest, byte[] file) {
        answers.put("/v1/blobs/" + digest, file);
    }

    public void putVersion(AdapterPublished version) {
        answers.put("/v1/versions/" + version.digest(), Json.write(version));
    }

    public void putVersions(String adapter, List<AdapterPublished> versions) {
        answers.put("/v1/adapters/" + adapter + "/versions", Json.write(versions));
    }

    /** Makes the next calls fail with status 500. */
    public void failNext(int calls) {
        failing.set(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte @Nullable [] body = answers.get(exchange.getRequestURI().getPath());
        boolean fail = failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (fail || body == null) {
            exchange.sendResponseHeaders(fail ? 500 : 404, -1);
        } else {
            boolean blob = exchange.getRequestURI().getPath().startsWith("/v1/blobs/");
            exchange.getResponseHeaders().set("Content-Type", blob ? "application/octet-stream" : "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
