package dev.affix.inference.tracing;

import dev.affix.contracts.CloudEvents;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record's headers as a carrier of trace context. Where a header is missing, CloudEvents' attribute of the same name (its extension
 * for distributed tracing) is read in its place.
 */
enum RecordHeaders implements TextMapGetter<Headers>, TextMapSetter<Headers> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Headers headers) {
        return Arrays.stream(headers.toArray()).map(Header::key).toList();
    }

    @Override
    public @Nullable String get(@Nullable Headers headers, String name) {
        byte[] value = headers == null ? null : value(headers, name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public void set(@Nullable Headers headers, String name, String value) {
        if (headers != null) {
            headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Copies the trace context as it is. */
    static void copy(Headers from, Headers to) {
        for (String name : List.of(CloudEvents.TRACE_PARENT, CloudEvents.TRACE_STATE)) {
            byte[] value = value(from, name);
            if (value != null) {
                to.add(name, value);
            }
        }
    }

    private static byte @Nullable [] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        Header found = header == null ? headers.lastHeader(CloudEvents.ATTRIBUTE + name) : header;
        return found == null ? null : found.value();
    }
}
