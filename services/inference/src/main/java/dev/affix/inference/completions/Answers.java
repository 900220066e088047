package dev.affix.inference.completions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's objects. Beside its fields, {@code adapter} is the digest of the version whose prefix came before the text, null if none did. */
final class Answers {
    private Answers() {}

    /** What all answers to a call have in common. */
    record Head(
            String id, long created, String model, @Nullable String adapter) {}

    static String completion(Head head, String text, String reason, int promptTokens, int tokens) {
        return text(usage(choice(head, text, reason), promptTokens, tokens));
    }

    static String chunk(Head head, String text, @Nullable String reason) {
        return event(choice(head, text, reason));
    }

    /** The last chunk of a stream that asked for it: no choice. */
    static String usageChunk(Head head, int promptTokens, int tokens) {
        ObjectNode answer = object(head);
        answer.putArray("choices");
        return event(usage(answer, promptTokens, tokens));
    }

    static String done() {
        return "data: [DONE]\n\n";
    }

    static String error(int status, @Nullable String field, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", status < 500 ? "invalid_request_error" : "server_error")
                .put("param", field)
                .put("code", status == 404 ? field + "_not_found" : null);
        return text(body);
    }

    static String models(List<String> names) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
        names.forEach(name -> body.withArray("data")
                .addObject()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "affix"));
        return text(body);
    }

    private static ObjectNode object(Head head) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", head.id)
                .put("object", "text_completion")
                .put("created", head.created)
                .put("model", head.model)
                .put("adapter", head.adapter);
    }

    private static ObjectNode choice(Head head, String text, @Nullable String reason) {
        ObjectNode answer = object(head);
        answer.putArray("choices")
                .addObject()
                .put("text", text)
                .put("index", 0)
                .put("finish_reason", reason)
                .putNull("logprobs");
        return answer;
    }

    private static ObjectNode usage(ObjectNode answer, int promptTokens, int tokens) {
        answer.putObject("usage")
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", tokens)
                .put("total_tokens", promptTokens + tokens);
        return answer;
    }

    private static String event(ObjectNode answer) {
        return "data: " + text(answer) + "\n\n";
    }

    private static String text(ObjectNode json) {
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }
}
