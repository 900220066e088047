package dev.affix.prefix.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A Hugging Face {@code config.json} of a BERT encoder. What the encoder here does not compute is refused: another
 * {@code model_type}, {@code hidden_act} or {@code position_embedding_type}, and a decoder.
 */
final class ConfigJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;
    private final JsonNode json;

    private ConfigJson(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static BackboneConfig read(Path file) {
        ConfigJson config;
        try {
            config = new ConfigJson(
                    file, Objects.requireNonNullElse(MAPPER.readTree(file.toFile()), MissingNode.getInstance()));
        } catch (IOException e) {
            throw new BackboneException(
                    "Backbone configuration " + file + " cannot be read: " + e.getMessage() + "; fetch the file again",
                    e);
        }
        return config.bert();
    }

    private BackboneConfig bert() {
        if (!json.isObject()) {
            throw new BackboneException(
                    "Backbone configuration " + file + " is not a JSON object; fetch the file again");
        }
        requireText("model_type", "bert", false);
        requireText("hidden_act", "gelu", false);
        requireText("position_embedding_type", "absolute", true);
        if (json.path("is_decoder").asBoolean(false)) {
            throw new BackboneException(
                    "Backbone configuration " + file + ": is_decoder is true; name an encoder's directory");
        }
        try {
            return new BackboneConfig(
                    integer("num_hidden_layers"),
                    integer("hidden_size"),
                    integer("num_attention_heads"),
                    integer("intermediate_size"),
                    integer("vocab_size"),
                    integer("max_position_embeddings"),
                    json.has("type_vocab_size") ? integer("type_vocab_size") : 2,
                    json.has("layer_norm_eps") ? number("layer_norm_eps") : 1e-12f);
        } catch (IllegalArgumentException e) {
            throw new BackboneException(
                    "Backbone configuration " + file + ": " + e.getMessage() + "; fetch the file again", e);
        }
    }

    private void requireText(String field, String only, boolean optional) {
        JsonNode value = json.path(field);
        if ((optional && value.isMissingNode()) || value.asText("").equals(only)) {
            return;
        }
        throw new BackboneException("Backbone configuration " + file + ": " + field + " is "
                + (value.isMissingNode() ? "missing" : value) + ", only \"" + only
                + "\" is supported; name the directory of a BERT encoder");
    }

    private int integer(String field) {
        JsonNode value = json.path(field);
        if (!value.isInt()) {
            throw new IllegalArgumentException(
                    field + " must be an integer, is " + (value.isMissingNode() ? "missing" : value));
        }
        return value.asInt();
    }

    private float number(String field) {
        JsonNode value = json.path(field);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(field + " must be a number, is " + value);
        }
        return value.floatValue();
    }
}
