package dev.affix.inference.answering;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of the requests topic.
 *
 * @param key the record's key
 * @param value the record's value
 * @param source where it was read from
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; records are never compared.
public record RequestRecord(byte @Nullable [] key, byte @Nullable [] value, SourcePosition source) {
    /**
     * Reads the request.
     *
     * @throws InvalidRecordException if the value breaks the contract or its id is not the key
     */
    public InferenceRequest read() throws InvalidRecordException {
        InferenceRequest request = Json.read(value, InferenceRequest.class);
        String named = key == null ? null : new String(key, StandardCharsets.UTF_8);
        if (!request.id().equals(named) && Unicode.valid(request.id())) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.KEY_MISMATCH,
                    "id",
                    "InferenceRequest: the record's key is "
                            + (named == null ? "empty" : "'" + shortened(named) + "'")
                            + ", but field 'id' is '" + request.id() + "'; they must be equal");
        }
        requireUnicode(request.id(), "id");
        requireUnicode(request.text(), "text");
        requireUnicode(request.unit(), "unit");
        if (request.attributes() != null) {
            for (Map.Entry<String, String> attribute : request.attributes().entrySet()) {
                requireUnicode(attribute.getValue(), "attributes." + attribute.getKey());
            }
        }
        return request;
    }

    /** JSON can smuggle in half a character, which no tokenizer takes and no UTF-8 can carry. */
    private static void requireUnicode(@Nullable String text, String field) throws InvalidRecordException {
        if (text != null && !Unicode.valid(text)) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.INVALID_VALUE,
                    field,
                    "InferenceRequest: field '" + field + "' has an unpaired surrogate: it is not Unicode text");
        }
    }

    private static String shortened(String text) {
        return text.length() <= InferenceRequest.MAX_ID_LENGTH ? text : text.substring(0, 77) + "...";
    }
}
