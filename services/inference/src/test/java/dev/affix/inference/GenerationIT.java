package dev.affix.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.embedded.FreePorts;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.Generator;
import dev.affix.prefix.generation.Sampling;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on a decoder: texts over HTTP are those of the library, whoever else asks. */
class GenerationIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final List<String> LABELS = List.of("a", "b");
    private static final String PROMPT = TinyLlama.word(3) + " " + TinyLlama.word(7);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    GenerationIT() throws IOException {
        port = FreePorts.probe(1).get(0);
    }

    private HttpRequest post(String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
                .header("Content-Type", "application/json")
                .timeout(DEADLINE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(String body) {
        try {
            return Json.read(body.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (InvalidRecordException e) {
            throw new AssertionError(body, e);
        }
    }

    private static String body(String model, String more) {
        return "{\"model\": \"" + model + "\", \"prompt\": \"" + PROMPT + "\", \"max_tokens\": 20, \"temperature\": 0"
                + more + "}";
    }

    private static List<Integer> expected(Backbone backbone, @Nullable Adapter prefix) {
        return new Generator(backbone)
                .generate(
                        new GenerationRequest(new Tokens(3, 7), prefix, Sampling.GREEDY, 1, 20, Set.of(29)), id -> {});
    }

    private static String text(List<Integer> ids) {
        return ids.stream().map(id -> " " + TinyLlama.word(id)).collect(Collectors.joining());
    }

    @Test
    void completionsAreTheLibrarysTextsStreamedOrWholeWithAnyPrefixBesideAny(@TempDir Path directory) throws Exception {
        BackboneWeights weights =
                BackboneWeights.load(TinyLlama.write(directory).toString());
        AdapterFile file = TinyLlama.adapter(1, weights.digest(), LABELS);
        World world = new World();
        Map<String, String> settings = world.start();
        Map<String, String> environment = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                settings.getOrDefault("kafka.bootstrap.servers", ""),
                "QUARKUS_REST_CLIENT_REGISTRY_URL",
                settings.getOrDefault("quarkus.rest-client.registry.url", ""),
                "AFFIX_INFERENCE_INSTANCE_ID",
                "generation",
                "AFFIX_INFERENCE_MAX_TOKENS",
                "32",
                "AFFIX_INFERENCE_OVER_LENGTH",
                "reject",
                "AFFIX_INFERENCE_BACKBONE",
                directory.toString()));
        world.registry().putBlob(file.digest(), file.model());
        AdapterPublished sample = Samples.version("stories/a", 1, file.digest(), LABELS, weights.digest());
        world.registry()
                .putVersion(new AdapterPublished(
                        "stories/a",
                        1,
                        file.digest(),
                        file.model().length,
                        "{}",
                        LABELS,
                        sample.lineage(),
                        Instant.now()));
        try (Backbone backbone = Backbone.open(weights, EngineSettings.defaults());
                ServiceProcess service = new ServiceProcess(port, environment)) {
            await().atMost(DEADLINE).until(service::ready);
            String model = weights.name();
            String plain = text(expected(backbone, null));
            String prefixed =
                    text(expected(backbone, AdapterFile.read(file.model(), weights.config(), weights.digest())));
            assertThat(plain).isNotEqualTo(prefixed);

            HttpResponse<String> models =
                    send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/models"))
                            .build());
            assertThat(json(models.body()).at("/data/0/id").asText()).isEqualTo(model);
            whole(model, "", plain, null);
            whole(model, ", \"adapter\": \"" + file.digest() + "\"", prefixed, file.digest());
            streamed(model, plain);
            stopped(model, plain);
            generated(model, file.digest(), plain, prefixed);
            refused(model);
            together(model, file.digest(), plain, prefixed);
            counted();
            followedWithoutAHead(world, weights.digest(), prefixed);
            GrpcClient.check(world, port, weights.digest(), file);
            aTextOverTheLimitIsRejected();
            KafkaTexts.check(world, port, weights.digest());
        } finally {
            world.close();
        }
    }

    private void whole(String model, String more, String text, @Nullable String digest) throws Exception {
        HttpResponse<String> answer = send(post(body(model, more)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = json(answer.body());
        assertThat(json.at("/choices/0/text").asText()).isEqualTo(text);
        assertThat(json.at("/adapter").textValue()).isEqualTo(digest);
        assertThat(json.at("/object").asText()).isEqualTo("text_completion");
        int tokens = text.split(" ").length - 1;
        assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo(tokens == 20 ? "length" : "stop");
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(tokens);
    }

    private void streamed(String model, String text) throws Exception {
        HttpResponse<String> answer =
                send(post(body(model, ", \"stream\": true, \"stream_options\": {\"include_usage\": true}")));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<String> events = List.of(answer.body().split("\n\n")).stream()
                .map(e -> e.substring("data: ".length()))
                .toList();
        assertThat(events.get(events.size() - 1)).isEqualTo("[DONE]");
        List<JsonNode> chunks = events.subList(0, events.size() - 2).stream()
                .map(GenerationIT::json)
                .toList();
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/text").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(chunks).hasSize(text.split(" ").length); // one a token, and the last
        assertThat(json(events.get(events.size() - 2)).at("/usage/total_tokens").asInt())
                .isEqualTo(text.split(" ").length - 1 + 2);
    }

    private void stopped(String model, String text) throws Exception {
        String third = text.split(" ")[3];
        JsonNode json =
                json(send(post(body(model, ", \"stop\": \"" + third + "\""))).body());
        assertThat(json.at("/choices/0/text").asText()).isEqualTo(text.substring(0, text.indexOf(third)));
        assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    /** The Open Inference Protocol's generate extension: the same texts. */
    private void generated(String model, String digest, String plain, String prefixed) throws Exception {
        assertThat(json(send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2"))
                                        .build())
                                .body())
                        .at("/extensions/0")
                        .asText())
                .isEqualTo("generate");
        String parameters = ", \"parameters\": {\"max_tokens\": 20, \"temperature\": 0";
        String call = "{\"id\": \"7\", \"text_input\": \"" + PROMPT + "\"" + parameters;
        JsonNode whole = json(generate(model, "generate", 200, call + ", \"adapter\": \"" + digest + "\"}}"));
        assertThat(whole.at("/text_output").asText()).isEqualTo(prefixed);
        assertThat(whole.at("/id").asText()).isEqualTo("7");
        assertThat(whole.at("/model_name").asText()).isEqualTo(model);
        assertThat(whole.at("/parameters/adapter").asText()).isEqualTo(digest);
        List<JsonNode> events = List.of(
                        generate(model, "generate_stream", 200, call + "}}").split("\n\n"))
                .stream()
                .map(event -> json(event.substring("data: ".length())))
                .toList();
        assertThat(events).hasSize(plain.split(" ").length);
        assertThat(events.stream()
                        .map(event -> event.at("/text_output").asText())
                        .collect(Collectors.joining()))
                .isEqualTo(plain);
        assertThat(events.get(events.size() - 1).at("/parameters/tokens").asInt())
                .isEqualTo(plain.split(" ").length - 1);
        problem("nobody", call + "}}", 404, "'model' is 'nobody'");
        problem(model, "{}", 400, "'text_input' must be one text");
        problem(model, call + ", \"top_p\": 7}}", 400, "'parameters.top_p' is 7");
        problem(model, "{\"text_input\": \"a\", \"parameters\": 3}", 400, "'parameters' must be an object");
        problem(model, "[", 400, "line 1");
    }

    private void problem(String model, String call, int status, String said) throws Exception {
        assertThat(json(generate(model, "generate", status, call)).at("/error").asText())
                .contains(said);
    }

    private String generate(String model, String operation, int status, String call) throws Exception {
        HttpResponse<String> answer = send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/" + model + "/" + operation))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(call))
                        .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private void refused(String model) throws Exception {
        error(body("nobody", ""), 404, "model", "nobody");
        error(body(model, ", \"n\": 2"), 400, "n", "2");
        error(body(model, ", \"adapter\": \"" + "0".repeat(64) + "\""), 404, "adapter", "0000");
        error("{\"model\": \"" + model + "\", \"prompt\": \"" + "wab ".repeat(41) + "\"}", 400, "prompt", "41 tokens");
    }

    private void error(String body, int status, String field, String said) throws Exception {
        HttpResponse<String> answer = send(post(body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer.body()).at("/error/param").asText()).isEqualTo(field);
        assertThat(json(answer.body()).at("/error/message").asText()).contains(said);
    }

    /** An adapter of the same prefix that names no label, published and named by an alias. */
    private void followedWithoutAHead(World world, String backbone, String prefixed) throws Exception {
        AdapterFile headless = TinyLlama.adapter(1, backbone, List.of());
        AdapterPublished sample = Samples.version("stories/headless", 1, headless.digest(), List.of(), backbone);
        AdapterPublished version = new AdapterPublished(
                sample.adapter(),
                1,
                headless.digest(),
                headless.model().length,
                "{}",
                List.of(),
                sample.lineage(),
                Instant.now());
        world.registry().putBlob(headless.digest(), headless.model());
        world.registry().putVersion(version);
        world.kafka().send(Topics.ADAPTERS.topicName(), version.key(), Json.write(version));
        world.move("teller", headless.digest());
        await().atMost(DEADLINE)
                .until(() -> send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/models"))
                                .build())
                        .body()
                        .contains("\"teller\""));
        whole("teller", "", prefixed, headless.digest());
        HttpResponse<String> label = infer("teller", PROMPT);
        assertThat(label.statusCode()).isEqualTo(400);
        assertThat(json(label.body()).at("/error").asText()).contains("'teller'", "without a head");
    }

    private void aTextOverTheLimitIsRejected() throws Exception {
        assertThat(infer("e", "wab ".repeat(32)).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = infer("e", "wab ".repeat(33));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.body()).at("/error").asText())
                .contains("inputs[0].data[0]", "more than 32 tokens", "AFFIX_INFERENCE_MAX_TOKENS");
    }

    private HttpResponse<String> infer(String model, String text) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/models/" + model + "/infer"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"inputs\": [{\"name\": \"text\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\""
                                + text + "\"]}]}"))
                .build());
    }

    private void counted() throws Exception {
        String metrics = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics"))
                        .build())
                .body();
        // Two whole texts, one streamed, one stopped, two by the generate extension, and forty together.
        assertThat(metrics)
                .contains("affix_inference_generation_first_token_seconds_count 46")
                .containsPattern("affix_inference_generation_tokens_total [1-9]\\d\\d")
                .contains("affix_inference_generation_texts{state=\"active\"} 0.0")
                .contains("affix_inference_generation_texts{state=\"waiting\"} 0.0");
    }

    private void together(String model, String digest, String plain, String prefixed) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String more = i % 2 == 0 ? "" : ", \"adapter\": \"" + digest + "\"";
            answers.add(client.sendAsync(post(body(model, more)), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < answers.size(); i++) {
            JsonNode json = json(answers.get(i).join().body());
            assertThat(json.at("/choices/0/text").asText()).isEqualTo(i % 2 == 0 ? plain : prefixed);
        }
    }
}
