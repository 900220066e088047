package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the records: camel case, null fields left out, instants in ISO 8601, unknown fields ignored (so that a
 * contract can grow), numbers never read from strings. Thread-safe.
 */
public final class Json {
    private static final ObjectMapper MAPPER = configure(new JsonMapper());

    private Json() {}

    /** Returns the mapper; treat it as immutable. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Gives a framework's mapper the settings of the contract. */
    public static <M extends ObjectMapper> M configure(M mapper) {
        mapper.registerModule(new JavaTimeModule());
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        mapper.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        for (LogicalType type : List.of(LogicalType.Integer, LogicalType.Float, LogicalType.Boolean)) {
            mapper.coercionConfigFor(type)
                    .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        }
        mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    /** Writes a record as UTF-8 JSON: the same record gives the same bytes. */
    public static byte[] write(Object value) {
        byte[] direct = DirectWriter.write(value);
        if (direct != null) {
            return direct;
        }
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /**
     * Reads a record's value.
     *
     * @param value the bytes of a Kafka record; null is a tombstone, refused here
     * @throws InvalidRecordException naming the field and the position (line and column, from 1) of the offending value
     */
    public static <T> T read(byte @Nullable [] value, Class<T> type) throws InvalidRecordException {
        T direct = value == null ? null : DirectReader.read(value, type);
        return direct == null ? bind(value, type) : direct;
    }

    /** Reads it by data binding, which decides whatever is not plain. */
    static <T> T bind(byte @Nullable [] value, Class<T> type) throws InvalidRecordException {
        String name = type.getSimpleName();
        if (value == null) {
            throw new InvalidRecordException(DeadLetter.Reason.NOT_JSON, null, name + ": the value is empty");
        }
        try {
            T read = MAPPER.readValue(value, type);
            if (read == null) {
                throw new InvalidRecordException(DeadLetter.Reason.NOT_JSON, null, name + ": the value is JSON null");
            }
            return read;
        } catch (JsonMappingException e) {
            throw mapping(name, e);
        } catch (JsonProcessingException e) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.NOT_JSON,
                    null,
                    name + ": not JSON" + position(e.getLocation()) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.NOT_JSON, null, name + ": not readable as UTF-8 JSON: " + e.getMessage());
        }
    }

    private static InvalidRecordException mapping(String name, JsonMappingException e) {
        String path = path(e.getPath());
        String at = position(e.getLocation());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidField invalid) {
                String field = path.isEmpty() ? invalid.field() : path + "." + invalid.field();
                return new InvalidRecordException(
                        invalid.reason(), field, name + ": field '" + field + "' " + invalid.getMessage() + at);
            }
            if (cause instanceof StreamReadException syntax) {
                return new InvalidRecordException(
                        DeadLetter.Reason.NOT_JSON,
                        null,
                        name + ": not JSON" + at + ": " + syntax.getOriginalMessage());
            }
        }
        String original = e.getOriginalMessage();
        if (e instanceof InvalidTypeIdException && e.getPath().isEmpty()) {
            return new InvalidRecordException(
                    DeadLetter.Reason.INVALID_VALUE,
                    "type",
                    name + ": field 'type' is missing or unknown" + at + ": " + original);
        }
        boolean missing = original.contains("Cannot map `null`");
        DeadLetter.Reason reason = missing ? DeadLetter.Reason.MISSING_FIELD : DeadLetter.Reason.INVALID_VALUE;
        if (path.isEmpty()) {
            return new InvalidRecordException(
                    DeadLetter.Reason.NOT_JSON, null, name + ": not a JSON object" + at + ": " + original);
        }
        return new InvalidRecordException(
                reason,
                path,
                name + ": field '" + path + "' " + (missing ? "is missing" : "is invalid: " + original) + at);
    }

    private static String path(List<JsonMappingException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : references) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String position(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
