package dev.affix.prefix.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.affix.prefix.backbone.architecture.Architecture;
import dev.affix.prefix.backbone.architecture.Architectures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A Hugging Face {@code config.json}. What an architecture does not compute is refused, by the {@code require} methods. A wrong field
 * is an {@link IllegalArgumentException} or a {@link BackboneException} that names it.
 */
public final class ConfigJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;
    private final JsonNode json;

    private ConfigJson(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static ConfigJson read(Path file) {
        try {
            return new ConfigJson(
                    file, Objects.requireNonNullElse(MAPPER.readTree(file.toFile()), MissingNode.getInstance()));
        } catch (IOException e) {
            throw new BackboneException(
                    "Backbone configuration " + file + " cannot be read: " + e.getMessage() + "; fetch the file again",
                    e);
        }
    }

    BackboneConfig dimensions() {
        if (!json.isObject()) {
            throw new BackboneException(
                    "Backbone configuration " + file + " is not a JSON object; fetch the file again");
        }
        JsonNode type = json.path("model_type");
        Architecture architecture = Architectures.of(type.asText(""))
                .orElseThrow(() -> new BackboneException("Backbone configuration " + file + ": model_type is "
                        + (type.isMissingNode() ? "missing" : type) + ", only " + Architectures.ALL
                        + " are supported; name the directory of such a model"));
        try {
            return architecture.config(this);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BackboneException(
                    "Backbone configuration " + file + ": " + e.getMessage() + "; fetch the file again", e);
        }
    }

    /** Tokens that end a text, of which there may be one, several or none. */
    Set<Integer> endTokens() {
        JsonNode ends = json.path("eos_token_id");
        Set<Integer> ids = new LinkedHashSet<>();
        for (JsonNode id : ends.isArray() ? ends : List.of(ends)) {
            if (id.isInt()) {
                ids.add(id.asInt());
            } else if (!absent(id)) {
                throw new BackboneException("Backbone configuration " + file + ": eos_token_id is " + ends
                        + ", which is no token id and no list of some; fetch the file again");
            }
        }
        return ids;
    }

    /** Refuses any other text in a field. */
    public void requireText(String field, String only, boolean optional) {
        JsonNode value = json.path(field);
        if ((optional && value.isMissingNode()) || value.asText("").equals(only)) {
            return;
        }
        throw unsupported(field, value, "\"" + only + "\"");
    }

    /** Refuses a field that is true. */
    public void requireFalse(String field) {
        if (flag(field, false)) {
            throw unsupported(field, json.path(field), "false");
        }
    }

    /** Refuses a field that has a value. */
    public void requireNull(String field) {
        JsonNode value = json.path(field);
        if (!absent(value)) {
            throw unsupported(field, value, "null");
        }
    }

    private BackboneException unsupported(String field, JsonNode value, String only) {
        return new BackboneException("Backbone configuration " + file + ": " + field + " is "
                + (value.isMissingNode() ? "missing" : value) + ", only " + only
                + " is supported; name the directory of another model");
    }

    /** Returns an integer that must be there. */
    public int integer(String field) {
        JsonNode value = json.path(field);
        if (!value.isInt()) {
            throw new IllegalArgumentException(
                    field + " must be an integer, is " + (value.isMissingNode() ? "missing" : value));
        }
        return value.asInt();
    }

    /** Returns an integer, or this one where the field is missing or null. */
    public int integer(String field, int otherwise) {
        return absent(json.path(field)) ? otherwise : integer(field);
    }

    /** Returns a number, or this one where the field is missing. */
    public float number(String field, float otherwise) {
        return (float) number(json.path(field), field, otherwise);
    }

    /** Returns a truth value, or this one where the field is missing or null. */
    public boolean flag(String field, boolean otherwise) {
        JsonNode value = json.path(field);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(field + " must be true or false, is " + value);
        }
        return value.booleanValue();
    }

    /**
     * Returns the base of rotary positions: {@code rope_theta}, which newer files have in {@code rope_parameters}. Scaled positions are
     * refused.
     */
    public double ropeTheta() {
        JsonNode parameters = json.path("rope_parameters");
        JsonNode type = parameters.path("rope_type");
        if (!type.isMissingNode() && !type.asText("").equals("default")) {
            throw unsupported("rope_parameters.rope_type", type, "\"default\"");
        }
        double outer = number(json.path("rope_theta"), "rope_theta", 10_000);
        return number(parameters.path("rope_theta"), "rope_parameters.rope_theta", outer);
    }

    private static double number(JsonNode value, String field, double otherwise) {
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(field + " must be a number, is " + value);
        }
        return value.doubleValue();
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
