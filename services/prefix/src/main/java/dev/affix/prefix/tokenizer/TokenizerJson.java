package dev.affix.prefix.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.prefix.backbone.BackboneException;
import dev.affix.prefix.backbone.BackboneWeights;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A backbone's {@code tokenizer.json}, checked against the backbone. */
final class TokenizerJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private TokenizerJson() {}

    /** Every id that the file can produce must be a row of the word embedding: a larger one would read past its end. */
    static byte[] checked(BackboneWeights weights) {
        byte[] bytes = weights.tokenizerJson();
        try {
            if (!(MAPPER.readTree(bytes) instanceof ObjectNode json)) {
                throw unusable(weights, "it is not a JSON object", null);
            }
            int vocabulary = weights.config().vocabulary();
            for (JsonNode id : json.path("model").path("vocab")) {
                requireRow(weights, id, vocabulary);
            }
            for (JsonNode token : json.path("added_tokens")) {
                requireRow(weights, token.path("id"), vocabulary);
            }
            return bytes;
        } catch (IOException e) {
            throw unusable(weights, e.getMessage(), e);
        }
    }

    static BackboneException unusable(BackboneWeights weights, @Nullable String reason, @Nullable Throwable cause) {
        return new BackboneException(
                "Tokenizer of backbone " + weights.name() + " cannot be used: " + reason
                        + "; its tokenizer.json must come from the same model as the weights",
                cause);
    }

    private static void requireRow(BackboneWeights weights, JsonNode id, int vocabulary) {
        if (id.isIntegralNumber() && (id.asLong() < 0 || id.asLong() >= vocabulary)) {
            throw unusable(weights, "it has token id " + id + ", the word embedding has " + vocabulary + " rows", null);
        }
    }
}
