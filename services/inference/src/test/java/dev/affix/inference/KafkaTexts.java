package dev.affix.inference;

import static dev.affix.inference.KafkaFixture.header;
import static dev.affix.inference.KafkaFixture.prediction;
import static dev.affix.inference.Samples.generating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Generation;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Topics;
import dev.affix.prefix.adapter.AdapterFile;
import inference.GRPCInferenceServiceGrpc;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelMetadataRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** An experiment whose arms generate, asked through Kafka: its texts are those that HTTP gives for the same version. */
final class KafkaTexts {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final String NAME = "tales";
    private static final List<String> ARMS = List.of("x", "y");
    private static final int MAX_TOKENS = 12;
    private static final String STOP = "wcc";
    private static final int REQUESTS = 40;

    private final World world;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<AdapterFile> files = new ArrayList<>();

    private KafkaTexts(World world, int port) {
        this.world = world;
        this.port = port;
    }

    /** Checks it beside experiment {@code e}, whose arms x and y answer with labels. */
    static void check(World world, int port, String backbone) throws Exception {
        KafkaTexts texts = new KafkaTexts(world, port);
        texts.publish(backbone);
        texts.isDescribedAndHasNoLabels();
        texts.answersAreThoseOfHttp();
    }

    private void publish(String backbone) throws Exception {
        world.create(generating(NAME, new Generation(MAX_TOKENS, List.of(STOP)), ARMS.toArray(String[]::new)));
        for (int i = 0; i < ARMS.size(); i++) {
            AdapterFile file = TinyLlama.adapter(100 + i, backbone, List.of());
            files.add(file);
            String adapter = NAME + "/" + ARMS.get(i);
            AdapterPublished sample = Samples.version(adapter, 1, file.digest(), List.of(), backbone);
            AdapterPublished version = new AdapterPublished(
                    adapter, 1, file.digest(), file.model().length, "{}", List.of(), sample.lineage(), Instant.now());
            world.registry().putBlob(file.digest(), file.model());
            world.registry().putVersion(version);
            world.kafka().send(Topics.ADAPTERS.topicName(), version.key(), Json.write(version));
            world.kafka().flush();
            if (i == 0) {
                await().atMost(DEADLINE)
                        .until(() -> get("/v2/models/" + NAME + "/ready").statusCode() == 503);
                assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
            }
        }
        await().atMost(DEADLINE)
                .until(() -> get("/v2/models/" + NAME + "/ready").statusCode() == 200);
        await().atMost(DEADLINE).until(() -> get("/q/health/ready").statusCode() == 200);
    }

    private void isDescribedAndHasNoLabels() throws Exception {
        JsonNode described = json(get("/v2/models/" + NAME));
        assertThat(described.at("/inputs/0/name").asText()).isEqualTo("text_input");
        assertThat(described.at("/outputs/0/name").asText()).isEqualTo("text_output");
        HttpResponse<String> label = post(
                "/v2/models/" + NAME + "/infer",
                "{\"inputs\": [{\"name\": \"text\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"wab\"]}]}");
        String said = "Model '" + NAME + "' generates texts and names no label; use /v2/models/" + NAME
                + "/generate or /v1/completions";
        assertThat(label.statusCode()).isEqualTo(400);
        assertThat(json(label).at("/error").asText()).isEqualTo(said);
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        try {
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
            assertThat(stub.modelMetadata(ModelMetadataRequest.newBuilder()
                                    .setName(NAME)
                                    .build())
                            .getOutputs(0)
                            .getName())
                    .isEqualTo("text_output");
            ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(NAME);
            request.addInputsBuilder()
                    .setName("text")
                    .setDatatype("BYTES")
                    .addShape(1)
                    .setContents(InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8("wab")));
            assertThatThrownBy(() -> stub.modelInfer(request.build()))
                    .hasMessageContaining("INVALID_ARGUMENT")
                    .hasMessageContaining(said);
        } finally {
            channel.shutdownNow();
        }
    }

    private void answersAreThoseOfHttp() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < REQUESTS; i++) {
            String prompt = random.ints(1 + random.nextInt(9), 1, 29)
                    .mapToObj(TinyLlama::word)
                    .collect(Collectors.joining(" "));
            // Every fourth is for nobody in particular: labels and texts answer it.
            ask("t" + i, prompt, i % 4 == 0 ? null : NAME);
            if (i == REQUESTS / 2) {
                ask("long", "wab ".repeat(29), NAME);
                ask("label", "wab ".repeat(29), "e");
            }
        }
        world.kafka().flush();
        List<Prediction> predictions =
                world.kafka().readUntil(Topics.PREDICTIONS.topicName(), all -> all.size() > REQUESTS, DEADLINE).stream()
                        .map(KafkaFixture::prediction)
                        .toList();
        assertThat(predictions)
                .extracting(Prediction::requestId)
                .hasSize(REQUESTS + 1)
                .doesNotHaveDuplicates()
                .contains("label")
                .doesNotContain("long");
        int different = 0;
        int stopped = 0;
        for (Prediction prediction : predictions) {
            if (prediction.requestId().equals("label")) {
                assertThat(prediction.answers()).extracting(ArmAnswer::text).containsExactly(null, null);
                continue;
            }
            int labels = Integer.parseInt(prediction.requestId().substring(1)) % 4 == 0 ? 2 : 0;
            assertThat(prediction.answers()).hasSize(labels + ARMS.size());
            assertThat(prediction.answers().subList(0, labels)).allMatch(answer -> answer.label() != null);
            List<ArmAnswer> texts = prediction.answers().subList(labels, labels + ARMS.size());
            for (int i = 0; i < ARMS.size(); i++) {
                assertThat(texts.get(i).arm()).isEqualTo(ARMS.get(i));
                assertThat(texts.get(i).digest()).isEqualTo(files.get(i).digest());
                JsonNode http = completion(prediction.text(), files.get(i).digest());
                assertThat(texts.get(i).text())
                        .as(prediction.text())
                        .isEqualTo(http.at("/choices/0/text").asText());
                assertThat(texts.get(i).cost())
                        .isNotNull()
                        .satisfies(cost -> assertThat(cost.tokens())
                                .isEqualTo(http.at("/usage/total_tokens").asInt()));
                stopped += http.at("/choices/0/finish_reason").asText().equals("stop") ? 1 : 0;
            }
            different += texts.get(0).said().equals(texts.get(1).said()) ? 0 : 1;
        }
        assertThat(different).as("the arms' texts differ").isGreaterThan(REQUESTS / 2);
        assertThat(stopped).as("some end with a stop").isPositive();
        List<ConsumerRecord<byte[], byte[]>> letters = world.kafka().readAll(Topics.REQUESTS_DLQ.topicName());
        assertThat(letters).hasSize(1);
        assertThat(header(letters.get(0), DeadLetter.REASON)).isEqualTo("too-long");
        assertThat(header(letters.get(0), DeadLetter.FIELD)).isEqualTo("text");
        assertThat(header(letters.get(0), DeadLetter.MESSAGE))
                .contains("29 tokens", "'" + NAME + "'", "up to 12", "room for 40", "at most 28");
        assertThat(get("/q/metrics").body())
                .contains("affix_inference_answers_total{arm=\"y\",experiment=\"" + NAME + "\"} " + REQUESTS + ".0")
                .contains("affix_inference_generation_texts{state=\"waiting\"} 0.0")
                .contains("affix_inference_transaction_failures_total 0.0");
    }

    private void ask(String id, String text, @Nullable String experiment) {
        world.kafka()
                .send(Topics.REQUESTS.topicName(), id, Json.write(new InferenceRequest(id, text, null, experiment)));
    }

    private JsonNode completion(String prompt, String digest) throws Exception {
        HttpResponse<String> answer = post(
                "/v1/completions",
                "{\"model\": \"" + NAME + "\", \"adapter\": \"" + digest + "\", \"prompt\": \"" + prompt
                        + "\", \"max_tokens\": " + MAX_TOKENS + ", \"temperature\": 0, \"stop\": \"" + STOP + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).at("/adapter").asText()).isEqualTo(digest);
        return json(answer);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws InvalidRecordException {
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
