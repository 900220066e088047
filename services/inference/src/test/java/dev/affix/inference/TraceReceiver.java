package dev.affix.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans as a collector does: OTLP over HTTP, in protobuf. */
final class TraceReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    /** A span; ids in hexadecimal, kind 5 is a consumer. */
    record Span(String trace, String id, String parent, String name, long kind) {
        /** Field numbers are those of {@code opentelemetry/proto/trace/v1/trace.proto}. */
        static Span of(UnknownFieldSet fields) {
            return new Span(
                    hex(fields, 1),
                    hex(fields, 2),
                    hex(fields, 4),
                    bytes(fields, 5).toStringUtf8(),
                    fields.getField(6).getVarintList().get(0));
        }

        private static String hex(UnknownFieldSet fields, int number) {
            return HexFormat.of().formatHex(bytes(fields, number).toByteArray());
        }

        private static ByteString bytes(UnknownFieldSet fields, int number) {
            List<ByteString> values = fields.getField(number).getLengthDelimitedList();
            return values.isEmpty() ? ByteString.EMPTY : values.get(0);
        }
    }

    TraceReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** Returns the settings with which a service sends its spans here. */
    Map<String, String> environment() {
        return Map.of(
                "QUARKUS_OTEL_SDK_DISABLED",
                "false",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf",
                "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
                "200ms");
    }

    List<Span> spans() {
        return spans;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            // ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span.
            UnknownFieldSet request =
                    UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes());
            for (UnknownFieldSet resource : messages(request, 1)) {
                for (UnknownFieldSet scope : messages(resource, 2)) {
                    messages(scope, 2).forEach(span -> spans.add(Span.of(span)));
                }
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet fields, int number) throws IOException {
        List<UnknownFieldSet> messages = new ArrayList<>();
        for (ByteString bytes : fields.getField(number).getLengthDelimitedList()) {
            messages.add(UnknownFieldSet.parseFrom(bytes));
        }
        return messages;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
