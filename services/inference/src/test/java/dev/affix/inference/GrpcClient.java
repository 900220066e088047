package dev.affix.inference;

import static dev.affix.inference.Samples.experiment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.prefix.adapter.AdapterFile;
import inference.GRPCInferenceServiceGrpc;
import inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import inference.GrpcPredictV2.InferParameter;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelReadyRequest;
import inference.GrpcPredictV2.ServerLiveRequest;
import inference.GrpcPredictV2.ServerMetadataRequest;
import inference.GrpcPredictV2.ServerReadyRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The stub that Apache Camel's KServe component generates from the published protobuf, against the service. */
final class GrpcClient {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final List<String> LABELS = List.of("a", "b");
    private static final String TEXT = "wad wbb";

    private GrpcClient() {}

    static void check(World world, int port, String backbone, AdapterFile guest) throws Exception {
        world.create(experiment("e", Mode.PAIRED, LABELS, "x", "y"));
        for (String arm : List.of("x", "y")) {
            AdapterFile file = TinyLlama.adapter(arm.hashCode(), backbone, LABELS);
            world.registry().putBlob(file.digest(), file.model());
            AdapterPublished sample = Samples.version("e/" + arm, 1, file.digest(), LABELS, backbone);
            AdapterPublished version = new AdapterPublished(
                    "e/" + arm, 1, file.digest(), file.model().length, "{}", LABELS, sample.lineage(), Instant.now());
            world.registry().putVersion(version);
            world.kafka().send(Topics.ADAPTERS.topicName(), version.key(), Json.write(version));
        }
        world.kafka().flush();
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        try {
            GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
            await().atMost(DEADLINE)
                    .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .until(() -> stub.modelReady(
                                    ModelReadyRequest.newBuilder().setName("e").build())
                            .getReady());
            assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                    .isTrue();
            assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                    .isTrue();
            assertThat(stub.serverMetadata(ServerMetadataRequest.getDefaultInstance())
                            .getName())
                    .isEqualTo("affix-inference");
            assertThat(stub.modelMetadata(ModelMetadataRequest.newBuilder()
                                    .setName("e")
                                    .build())
                            .getOutputs(1)
                            .getShapeList())
                    .containsExactly(-1L, 2L);
            answersAreThoseOfRest(stub, port, guest.digest());
            errorsHaveCodes(stub);
        } finally {
            channel.shutdownNow();
        }
    }

    private static void answersAreThoseOfRest(GRPCInferenceServiceBlockingStub stub, int port, String guest)
            throws Exception {
        for (String parameters : List.of("", ", \"parameters\": {\"adapter\": \"" + guest + "\"}")) {
            HttpResponse<byte[]> rest = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/v2/models/e/versions/1/infer"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"inputs\": [{\"name\": \"text\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\""
                                                    + TEXT + "\"]}]" + parameters + "}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            JsonNode expected = Json.read(rest.body(), JsonNode.class);
            ModelInferRequest.Builder request = request("e").setId("call 7");
            if (!parameters.isEmpty()) {
                request.putParameters(
                        "adapter",
                        InferParameter.newBuilder().setStringParam(guest).build());
            }
            ModelInferRequest.Builder raw = request.build().toBuilder();
            raw.getInputsBuilder(0).clearContents();
            raw.addRawInputContents(ByteString.copyFrom(ByteBuffer.allocate(4 + TEXT.length())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(TEXT.length())
                    .put(KafkaFixture.utf8(TEXT))
                    .flip()));
            for (ModelInferRequest one : List.of(request.build(), raw.build())) {
                ModelInferResponse answer = stub.modelInfer(one);
                assertThat(answer.getId()).isEqualTo("call 7");
                assertThat(answer.getParametersOrThrow("adapter").getStringParam())
                        .isEqualTo(expected.at("/parameters/adapter").asText())
                        .hasSize(64);
                assertThat(answer.getOutputs(0)
                                .getContents()
                                .getBytesContents(0)
                                .toStringUtf8())
                        .isEqualTo(expected.at("/outputs/0/data/0").asText());
                for (int i = 0; i < 2; i++) {
                    assertThat((double) answer.getOutputs(1).getContents().getFp32Contents(i))
                            .isCloseTo(expected.at("/outputs/1/data/" + i).asDouble(), within(1e-6));
                }
            }
        }
    }

    private static void errorsHaveCodes(GRPCInferenceServiceBlockingStub stub) {
        refused(stub, request("nobody").build(), Status.Code.NOT_FOUND, "nobody");
        refused(stub, request("e").setModelVersion("9").build(), Status.Code.NOT_FOUND, "9");
        refused(stub, request("e").clearInputs().build(), Status.Code.INVALID_ARGUMENT, "inputs");
        refused(
                stub,
                request("e").addRawInputContents(ByteString.copyFromUtf8("x")).build(),
                Status.Code.INVALID_ARGUMENT,
                "contents");
        ModelInferRequest.Builder cut = request("e");
        cut.getInputsBuilder(0).clearContents();
        refused(
                stub,
                cut.addRawInputContents(ByteString.copyFrom(new byte[] {9, 0, 0, 0, 'x'}))
                        .build(),
                Status.Code.INVALID_ARGUMENT,
                "raw_input_contents[0]");
    }

    private static void refused(
            GRPCInferenceServiceBlockingStub stub, ModelInferRequest request, Status.Code code, String said) {
        assertThatThrownBy(() -> stub.modelInfer(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        problem -> assertThat(problem.getStatus().getCode()).isEqualTo(code))
                .hasMessageContaining(said);
    }

    private static ModelInferRequest.Builder request(String model) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
        request.addInputsBuilder()
                .setName("text")
                .setDatatype("BYTES")
                .addShape(1)
                .setContents(InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8(TEXT)));
        return request;
    }
}
