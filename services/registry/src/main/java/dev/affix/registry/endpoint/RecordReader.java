package dev.affix.registry.endpoint;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.registry.domain.Refusal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads bodies that are contracts' records as {@link Json} reads them from Kafka: a refusal names field and position. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public final class RecordReader implements MessageBodyReader<Record> {
    /** Greatest body in bytes. */
    static final int MAX_BODY = 1 << 20;

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord() && type.getPackage().equals(Json.class.getPackage());
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = body.readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new Refusal(Refusal.Kind.TOO_LARGE, null, "The body has more than " + MAX_BODY + " bytes.");
        }
        try {
            return Json.read(bytes, type);
        } catch (InvalidRecordException e) {
            throw new Refusal(Refusal.Kind.INVALID, e.field(), String.valueOf(e.getMessage()));
        }
    }
}
