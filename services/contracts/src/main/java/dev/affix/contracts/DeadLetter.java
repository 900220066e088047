package dev.affix.contracts;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What travels with a refused record. The dead letter keeps the source record's key, value and headers byte for byte;
 * these headers are added.
 */
public final class DeadLetter {
    /** Header: the {@link Reason}'s code. */
    public static final String REASON = "affix-dlq-reason";
    /** Header: the path of the offending field; absent when the whole value is at fault. */
    public static final String FIELD = "affix-dlq-field";
    /** Header: what is wrong, for people. */
    public static final String MESSAGE = "affix-dlq-message";
    /** Header: topic the record was read from. */
    public static final String SOURCE_TOPIC = "affix-dlq-source-topic";
    /** Header: partition the record was read from. */
    public static final String SOURCE_PARTITION = "affix-dlq-source-partition";
    /** Header: offset the record was read from. Topic, partition and offset identify a dead letter: use them to drop duplicates. */
    public static final String SOURCE_OFFSET = "affix-dlq-source-offset";
    /** Header: the service that refused the record. */
    public static final String SERVICE = "affix-dlq-service";

    /** Why a record was refused: a small fixed set, fit for a metric's tag. */
    public enum Reason {
        /** The value is not JSON, or not a JSON object. */
        NOT_JSON,
        /** A required field is missing or null. */
        MISSING_FIELD,
        /** A field has a value of the wrong type or out of its range. */
        INVALID_VALUE,
        /** A text is longer than its limit. */
        TOO_LONG,
        /** The record's key is not the id in its value. */
        KEY_MISMATCH,
        /** A label that no experiment which answered the request knows. */
        UNKNOWN_LABEL,
        /** A label whose request was never predicted within the label horizon. */
        UNKNOWN_REQUEST,
        /** A label that came after the label horizon. */
        LATE_LABEL,
        /** A second label for a request, different from the first. */
        CONFLICTING_LABEL,
        /** A request that names an experiment that is not running. */
        UNKNOWN_EXPERIMENT;

        /** Returns the code in headers and metrics, such as {@code missing-field}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private DeadLetter() {}

    /**
     * Returns the headers to add to a dead letter, in a fixed order, UTF-8 encoded.
     *
     * @param service the service that refused the record
     * @param source where the record was read from
     */
    public static Map<String, byte[]> headers(
            String service, String topic, SourcePosition source, InvalidRecordException problem) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        put(headers, REASON, problem.reason().code());
        String field = problem.field();
        if (field != null) {
            put(headers, FIELD, field);
        }
        String message = problem.getMessage();
        put(headers, MESSAGE, message == null ? "" : message);
        put(headers, SOURCE_TOPIC, topic);
        put(headers, SOURCE_PARTITION, Integer.toString(source.partition()));
        put(headers, SOURCE_OFFSET, Long.toString(source.offset()));
        put(headers, SERVICE, service);
        return headers;
    }

    private static void put(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
