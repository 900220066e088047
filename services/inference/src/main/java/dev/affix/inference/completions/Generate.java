package dev.affix.inference.completions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.prefix.generation.QueueFullException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * {@code POST /v2/models/{model}/generate} and {@code .../generate_stream}: the Open Inference Protocol's generate extension, as Triton has
 * it. Texts are those of {@link Completions}; {@code parameters} has its fields.
 */
@ApplicationScoped
class Generate {
    private static final Logger LOG = Logger.getLogger(Generate.class);
    private static final String PROMPT = "prompt";
    private static final String TEXT_INPUT = "text_input";

    private final Texts texts;

    Generate(Texts texts) {
        this.texts = texts;
    }

    void routes(@Observes Router router) {
        router.post("/v2/models/:model/generate")
                .handler(BodyHandler.create(false).setBodyLimit(Completions.MAX_BODY))
                .blockingHandler(call -> generate(call, false), false);
        router.post("/v2/models/:model/generate_stream")
                .handler(BodyHandler.create(false).setBodyLimit(Completions.MAX_BODY))
                .blockingHandler(call -> generate(call, true), false);
    }

    private void generate(RoutingContext call, boolean stream) {
        String model = call.pathParam("model");
        try {
            JsonNode asked = body(call);
            String id = asked.path("id").textValue();
            texts.begin(
                    call,
                    CompletionRequest.of(request(model, asked, stream)),
                    (chosen, promptTokens) -> new Generated(id, model, chosen.digest()));
        } catch (CompletionException e) {
            error(call, e.status(), renamed(e));
        } catch (QueueFullException e) {
            error(call, 429, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("A text failed", e);
            error(call, 500, "The service failed; its log says why");
        }
    }

    private static JsonNode body(RoutingContext call) {
        try {
            JsonNode json = Json.read(Completions.body(call), JsonNode.class);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (InvalidRecordException e) {
            throw new CompletionException(400, null, String.valueOf(e.getMessage()));
        }
        throw new CompletionException(400, null, "The body must be a JSON object");
    }

    /** Returns the same call as one for a completion. */
    private static ObjectNode request(String model, JsonNode asked, boolean stream) {
        JsonNode parameters = asked.path("parameters");
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (parameters.isObject()) {
            request.setAll((ObjectNode) parameters);
        } else if (!parameters.isMissingNode() && !parameters.isNull()) {
            throw new CompletionException(400, null, "'parameters' must be an object");
        }
        return request.put("model", model).put("stream", stream).set(PROMPT, asked.path(TEXT_INPUT));
    }

    /** A completion's message, with the fields' names of this protocol. */
    private static String renamed(CompletionException e) {
        String message = String.valueOf(e.getMessage());
        String field = e.field();
        String before = "'" + field + "' ";
        if (field == null || field.equals("model") || !message.startsWith(before)) {
            return message;
        }
        String name = field.equals(PROMPT) ? TEXT_INPUT : "parameters." + field;
        return "'" + name + "' " + message.substring(before.length());
    }

    private static void error(RoutingContext call, int status, String message) {
        Completions.json(call, status, Generated.problem(message));
    }
}
