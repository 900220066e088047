package dev.affix.load.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves adapter files as the registry does, from memory. Thread-safe. */
final class AdapterSource implements AutoCloseable {
    /** Versions whose files are kept: the service fetches a version when it is published. */
    private static final int KEPT = 64;

    private static final String PATH = "/v1/blobs/";

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final HttpServer server;

    AdapterSource() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PATH, this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void put(String digest, byte[] file) {
        synchronized (files) {
            files.put(digest, file);
            if (files.size() > KEPT) {
                files.remove(files.keySet().iterator().next());
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte @Nullable [] file;
        synchronized (files) {
            file = files.get(exchange.getRequestURI().getPath().substring(PATH.length()));
        }
        try (exchange) {
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
