package dev.affix.contracts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** CloudEvents 1.0 attributes as Kafka headers (binary content mode of the Kafka protocol binding). */
public final class CloudEvents {
    /** What the header of an attribute begins with. */
    public static final String ATTRIBUTE = "ce_";
    /** Header of the specification's version. */
    public static final String SPEC_VERSION = "ce_specversion";
    /** Header of the event's id. */
    public static final String ID = "ce_id";
    /** Header of the event's type, the topic's name. */
    public static final String TYPE = "ce_type";
    /** Header of the event's source, such as {@code affix/inference}. */
    public static final String SOURCE = "ce_source";
    /** Header of the event's time. */
    public static final String TIME = "ce_time";
    /** Header of the value's media type. */
    public static final String CONTENT_TYPE = "content-type";
    /** Header of the W3C trace context, carried from record to record. */
    public static final String TRACE_PARENT = "traceparent";
    /** Header of the W3C trace state, carried from record to record. */
    public static final String TRACE_STATE = "tracestate";

    // Every record has these: they are encoded once.
    private static final byte[] VERSION_1 = utf8("1.0");
    private static final byte[] JSON = utf8("application/json");
    private static final Map<Topics, byte[]> TYPES = new EnumMap<>(Topics.class);

    static {
        for (Topics topic : Topics.values()) {
            TYPES.put(topic, utf8(topic.topicName()));
        }
    }

    private CloudEvents() {}

    /** Returns the headers of an event, in a fixed order, UTF-8 encoded. The arrays must not be changed. */
    public static Map<String, byte[]> headers(Topics topic, String id, String service, Instant time) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers(topic, id, service, time, headers::put);
        return headers;
    }

    /** Gives the headers of an event to {@code each}, in a fixed order, UTF-8 encoded. The arrays must not be changed. */
    public static void headers(Topics topic, String id, String service, Instant time, BiConsumer<String, byte[]> each) {
        each.accept(SPEC_VERSION, VERSION_1);
        each.accept(ID, utf8(id));
        each.accept(TYPE, TYPES.get(topic));
        each.accept(SOURCE, utf8("affix/" + service));
        each.accept(TIME, utf8(InstantText.write(time)));
        each.accept(CONTENT_TYPE, JSON);
    }

    private static byte[] utf8(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
