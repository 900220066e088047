package dev.affix.training.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.PublishVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The registry's calls over HTTP, in memory, for one test JVM. Down until {@link #up}: it answers 503. */
final class HttpRegistry implements AutoCloseable {
    static final Map<String, List<PublishVersion>> VERSIONS = new ConcurrentHashMap<>();
    static final List<String> TRACE_PARENTS = new CopyOnWriteArrayList<>();
    private static volatile boolean up;

    private final HttpServer server;
    private final Set<String> blobs = ConcurrentHashMap.newKeySet();

    HttpRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/", this::handle);
        server.start();
    }

    static void up(boolean whether) {
        up = whether;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String call = exchange.getRequestMethod() + " " + path.replaceAll("[0-9a-f]{64}|adapters/.*/", "*");
            if (!up) {
                answer(exchange, 503, new byte[0]);
            } else if (call.equals("PUT /v1/blobs/*")) {
                String digest = path.substring("/v1/blobs/".length());
                blobs.add(digest);
                answer(exchange, sha256(body).equals(digest) ? 201 : 400, new byte[0]);
            } else if (call.equals("POST /v1/*versions")) {
                PublishVersion version = Json.read(body, PublishVersion.class);
                String adapter =
                        version.lineage().experiment() + "/" + version.lineage().arm();
                boolean right =
                        path.equals("/v1/adapters/" + adapter + "/versions") && blobs.contains(version.digest());
                if (right) {
                    TRACE_PARENTS.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
                    VERSIONS.computeIfAbsent(adapter, key -> new CopyOnWriteArrayList<>())
                            .add(version);
                }
                answer(exchange, right ? 201 : 409, "{}".getBytes(StandardCharsets.UTF_8));
            } else {
                answer(exchange, call.equals("GET /v1/*versions") ? 200 : 404, new byte[] {'[', ']'});
            }
        } catch (InvalidRecordException e) {
            answer(exchange, 400, new byte[0]);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
