package dev.affix.inference.completions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Unicode;
import dev.affix.prefix.generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of a call. What is not supported is refused where it would change the answer.
 *
 * @param model backbone, experiment or alias
 * @param prompt the text so far
 * @param adapter digest or alias of the version whose prefix comes before it, the model's own if null
 * @param unit whose hash chooses the arm in {@code split} mode
 * @param stop texts that end the answer and are not part of it
 * @param usage whether a stream's last chunk counts tokens
 */
record CompletionRequest(
        String model,
        String prompt,
        @Nullable String adapter,
        @Nullable String unit,
        int maxTokens,
        Sampling sampling,
        @Nullable Long seed,
        List<String> stop,
        boolean stream,
        boolean usage) {
    private static final int MAX_STOPS = 4;
    private static final int MAX_STOP_LENGTH = 200;
    private static final int MAX_PROMPT_CHARACTERS = 1_000_000;
    /** Fields that only one value is supported of. */
    private static final Map<String, Integer> ONLY =
            Map.of("n", 1, "best_of", 1, "presence_penalty", 0, "frequency_penalty", 0);

    private static final List<String> ABSENT = List.of("echo", "logprobs", "suffix", "logit_bias");

    static CompletionRequest of(byte[] body) {
        JsonNode json;
        try {
            json = Json.read(body, JsonNode.class);
        } catch (InvalidRecordException e) {
            throw new CompletionException(400, null, String.valueOf(e.getMessage()));
        }
        if (json == null || !json.isObject()) {
            throw new CompletionException(400, null, "The body must be a JSON object");
        }
        return of(json);
    }

    /** Returns what an object asks for. */
    static CompletionRequest of(JsonNode json) {
        ONLY.forEach((field, only) -> {
            JsonNode value = json.path(field);
            if (!absent(value) && !(value.isNumber() && value.doubleValue() == only)) {
                throw CompletionException.field(field, "is " + shown(value) + "; only " + only + " is supported");
            }
        });
        for (String field : ABSENT) {
            JsonNode value = json.path(field);
            if (!absent(value)
                    && !(value.isBoolean() && !value.booleanValue())
                    && !(value.isObject() && value.isEmpty())) {
                throw CompletionException.field(field, "is not supported; leave it out");
            }
        }
        return new CompletionRequest(
                text(json, "model", true),
                prompt(json.path("prompt")),
                optional(json, "adapter"),
                optional(json, "unit"),
                (int) integer(json, "max_tokens", 16, 1, 1_000_000),
                new Sampling(number(json, "temperature", 1, 0, 2), topP(json)),
                absent(json.path("seed")) ? null : integer(json, "seed", 0, Long.MIN_VALUE, Long.MAX_VALUE),
                stop(json.path("stop")),
                flag(json, "stream"),
                flag(json.path("stream_options"), "include_usage"));
    }

    private static String prompt(JsonNode value) {
        JsonNode only = value.isArray() && value.size() == 1 ? value.get(0) : value;
        if (!only.isTextual()) {
            throw CompletionException.field("prompt", "must be one text, is " + shown(value));
        }
        if (only.textValue().length() > MAX_PROMPT_CHARACTERS) {
            throw CompletionException.field(
                    "prompt",
                    "has " + only.textValue().length() + " characters; at most " + MAX_PROMPT_CHARACTERS + " are read");
        }
        return unicode(only.textValue(), "prompt");
    }

    private static List<String> stop(JsonNode value) {
        List<String> stops = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(one -> stops.add(stopText(one)));
        } else if (!absent(value)) {
            stops.add(stopText(value));
        }
        if (stops.size() > MAX_STOPS) {
            throw CompletionException.field(
                    "stop", "has " + stops.size() + " texts; at most " + MAX_STOPS + " end one");
        }
        return stops;
    }

    private static String stopText(JsonNode value) {
        if (!value.isTextual()
                || value.textValue().isEmpty()
                || value.textValue().length() > MAX_STOP_LENGTH) {
            throw CompletionException.field(
                    "stop", "must be texts of 1 to " + MAX_STOP_LENGTH + " characters, has " + shown(value));
        }
        return unicode(value.textValue(), "stop");
    }

    private static String unicode(String text, String field) {
        if (!Unicode.valid(text)) {
            throw CompletionException.field(field, "has an unpaired surrogate: it is not Unicode text");
        }
        return text;
    }

    private static double topP(JsonNode json) {
        double value = number(json, "top_p", 1, 0, 1);
        if (value == 0) {
            throw CompletionException.field("top_p", "is 0; it must be above 0 and at most 1");
        }
        return value;
    }

    private static double number(JsonNode json, String field, double otherwise, double least, double most) {
        JsonNode value = json.path(field);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw CompletionException.field(
                    field, "is " + shown(value) + "; it must be a number from " + least + " to " + most);
        }
        return value.doubleValue();
    }

    private static long integer(JsonNode json, String field, long otherwise, long least, long most) {
        JsonNode value = json.path(field);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < least
                || value.longValue() > most) {
            throw CompletionException.field(
                    field, "is " + shown(value) + "; it must be an integer from " + least + " to " + most);
        }
        return value.longValue();
    }

    private static boolean flag(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!absent(value) && !value.isBoolean()) {
            throw CompletionException.field(field, "is " + shown(value) + "; it must be true or false");
        }
        return value.booleanValue();
    }

    private static @Nullable String optional(JsonNode json, String field) {
        return absent(json.path(field)) ? null : text(json, field, false);
    }

    private static String text(JsonNode json, String field, boolean required) {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw CompletionException.field(
                    field,
                    absent(value) && required ? "is missing" : "must be a text that is not blank, is " + shown(value));
        }
        return value.textValue();
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "missing" : value.toString();
        return Unicode.shortened(text, 60);
    }
}
