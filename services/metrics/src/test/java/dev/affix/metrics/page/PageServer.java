package dev.affix.metrics.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page's files and webjars from the class path, as Quarkus does, and the documents of the metrics API that a
 * test gives it. Can be stopped and started again at the same address.
 */
final class PageServer implements AutoCloseable {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    /** The registry's address, as the page is told. */
    static final String REGISTRY = "http://127.0.0.1:8081";

    private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> classes = new ConcurrentHashMap<>();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile JsonNode experiments;
    private volatile @Nullable Problem problem;
    private volatile boolean events = true;
    private int port;
    private @Nullable HttpServer server;

    private record Subscriber(String experiment, HttpExchange exchange) {}

    private record Problem(int status, String detail) {}

    PageServer(JsonNode experiments) throws IOException {
        this.experiments = experiments;
        start();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Sets the list of experiments. */
    void experiments(JsonNode list) {
        experiments = list;
    }

    /** Sets an experiment's document and sends it as an event. */
    void publish(String experiment, JsonNode live) throws IOException {
        documents.put(experiment, live);
        for (Subscriber subscriber : subscribers) {
            if (subscriber.experiment.equals(experiment)) {
                send(subscriber, "event: live\ndata: " + live + "\n\n");
            }
        }
    }

    /** Sets the scores of an experiment's labels. */
    void classes(String experiment, JsonNode labels) {
        classes.put(experiment, labels);
    }

    /** Sets an experiment's document without telling anybody. */
    void put(String experiment, JsonNode live) {
        documents.put(experiment, live);
    }

    /** Answers every call of the API with a problem until {@link #recover}. */
    void fail(int status, String detail) {
        problem = new Problem(status, detail);
        disconnect();
    }

    void recover() {
        problem = null;
    }

    /** Whether there is an event stream; without it, only polling works. */
    void events(boolean offered) {
        events = offered;
        disconnect();
    }

    int subscribers() {
        return subscribers.size();
    }

    void start() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        port = started.getAddress().getPort();
        started.setExecutor(executor);
        started.createContext("/api/experiments", this::api);
        started.createContext(
                "/api/links",
                exchange -> answer(exchange, 200, "application/json", bytes("{\"registry\":\"" + REGISTRY + "\"}")));
        started.createContext("/", this::file);
        started.start();
        server = started;
    }

    void stop() {
        disconnect();
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
        executor.shutdownNow();
    }

    private void disconnect() {
        subscribers.forEach(subscriber -> subscriber.exchange.close());
        subscribers.clear();
    }

    private void api(HttpExchange exchange) throws IOException {
        String rest = exchange.getRequestURI().getPath().substring("/api/experiments".length());
        Problem refused = problem;
        if (refused != null) {
            answer(exchange, refused);
        } else if (rest.isEmpty()) {
            answer(exchange, 200, "application/json", bytes(experiments.toString()));
        } else {
            int slash = rest.lastIndexOf('/');
            experiment(exchange, rest.substring(1, slash), rest.substring(slash + 1));
        }
    }

    private void experiment(HttpExchange exchange, String name, String part) throws IOException {
        JsonNode live = documents.get(name);
        if (live == null) {
            answer(exchange, new Problem(404, "No experiment is named '" + name + "'."));
        } else if (part.equals("events") && events) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            Subscriber subscriber = new Subscriber(name, exchange);
            send(subscriber, ": open\n\n");
            subscribers.add(subscriber);
        } else if (part.equals("classes") && classes.containsKey(name)) {
            answer(exchange, 200, "application/json", bytes(String.valueOf(classes.get(name))));
        } else if (part.equals("live")) {
            answer(exchange, 200, "application/json", bytes(live.toString()));
        } else {
            answer(exchange, new Problem(502, "The proxy does not know event streams."));
        }
    }

    private void send(Subscriber subscriber, String text) {
        try {
            OutputStream out = subscriber.exchange.getResponseBody();
            out.write(bytes(text));
            out.flush();
        } catch (IOException e) {
            // The page went away: that is what subscribers do.
            subscribers.remove(subscriber);
        }
    }

    private void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.endsWith("/") ? path + "index.html" : path;
        try (InputStream file = PageServer.class.getResourceAsStream("/META-INF/resources" + name)) {
            if (file == null) {
                answer(exchange, new Problem(404, name));
            } else {
                String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
                answer(exchange, 200, type, file.readAllBytes());
            }
        }
    }

    private static void answer(HttpExchange exchange, Problem problem) throws IOException {
        String body = "{\"status\":" + problem.status + ",\"detail\":\"" + problem.detail + "\"}";
        answer(exchange, problem.status, "application/problem+json", bytes(body));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
