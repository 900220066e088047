package dev.affix.inference.answering;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Unicode;
import java.nio.charset.StandardCharsets;
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
        if (!request.id().equals(named)) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.KEY_MISMATCH,
                    "id",
                    "InferenceRequest: the record's key is "
                            + (named == null
                                    ? "empty"
                                    : "'" + Unicode.shortened(named, InferenceRequest.MAX_ID_LENGTH) + "'")
                            + ", but field 'id' is '" + request.id() + "'; they must be equal");
        }
        return request;
    }
}
