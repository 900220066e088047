package dev.affix.inference.completions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text as clients of the Open Inference Protocol's generate extension read it. Why it ended and how many tokens it has are parameters of
 * the answer, and of a stream's last event, whose text is empty.
 *
 * @param id the call's, null if it has none
 * @param adapter digest of the version whose prefix came before the text, null if none did
 */
record Generated(
        @Nullable String id, String model, @Nullable String adapter) implements Format {
    @Override
    public String whole(String text, String reason, int tokens) {
        return text(ended(answer(text), reason, tokens));
    }

    @Override
    public String piece(String text) {
        return event(answer(text));
    }

    @Override
    public String end(String reason, int tokens) {
        return event(ended(answer(""), reason, tokens));
    }

    @Override
    public String error(int status, @Nullable String field, String message) {
        return problem(message);
    }

    /** Returns the protocol's error. */
    static String problem(String message) {
        return text(JsonNodeFactory.instance.objectNode().put("error", message));
    }

    private ObjectNode answer(String text) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (id != null) {
            answer.put("id", id);
        }
        return answer.put("model_name", model).put("text_output", text);
    }

    private ObjectNode ended(ObjectNode answer, String reason, int tokens) {
        answer.putObject("parameters")
                .put("adapter", adapter)
                .put("finish_reason", reason)
                .put("tokens", tokens);
        return answer;
    }

    private static String event(ObjectNode answer) {
        return "data: " + text(answer) + "\n\n";
    }

    private static String text(ObjectNode json) {
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }
}
