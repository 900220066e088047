package dev.affix.inference.oip;

import inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelMetadataRequest;
import inference.GrpcPredictV2.ModelMetadataResponse;
import inference.GrpcPredictV2.ModelReadyRequest;
import inference.GrpcPredictV2.ModelReadyResponse;
import inference.GrpcPredictV2.ServerLiveRequest;
import inference.GrpcPredictV2.ServerLiveResponse;
import inference.GrpcPredictV2.ServerMetadataRequest;
import inference.GrpcPredictV2.ServerMetadataResponse;
import inference.GrpcPredictV2.ServerReadyRequest;
import inference.GrpcPredictV2.ServerReadyResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Open Inference Protocol, version 2, over gRPC: the same answers as {@link OpenInference}, with gRPC's codes for errors. */
@GrpcService
@Blocking
public class GrpcInference extends GRPCInferenceServiceImplBase {
    private final Infer infer;
    private final Metadata metadata;

    GrpcInference(Infer infer, Metadata metadata) {
        this.infer = infer;
        this.metadata = metadata;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
        answer(
                observer,
                () -> ServerLiveResponse.newBuilder().setLive(metadata.live()).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
        answer(
                observer,
                () -> ServerReadyResponse.newBuilder()
                        .setReady(metadata.ready())
                        .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
        answer(observer, () -> {
            metadata.model(request.getName(), given(request.getVersion()));
            return ModelReadyResponse.newBuilder().setReady(true).build();
        });
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
        answer(observer, () -> {
            Metadata.Server server = metadata.server();
            return ServerMetadataResponse.newBuilder()
                    .setName(server.name())
                    .setVersion(server.version())
                    .addAllExtensions(server.extensions())
                    .build();
        });
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
        answer(observer, () -> {
            Metadata.Model model = metadata.model(request.getName(), given(request.getVersion()));
            return ModelMetadataResponse.newBuilder()
                    .setName(model.name())
                    .addAllVersions(model.versions())
                    .setPlatform(model.platform())
                    .addAllInputs(
                            model.inputs().stream().map(GrpcInference::tensor).toList())
                    .addAllOutputs(
                            model.outputs().stream().map(GrpcInference::tensor).toList())
                    .build();
        });
    }

    private static ModelMetadataResponse.TensorMetadata tensor(Metadata.TensorMetadata tensor) {
        return ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName(tensor.name())
                .setDatatype(tensor.datatype())
                .addAllShape(tensor.shape())
                .build();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
        answer(
                observer,
                () -> Protobuf.response(infer.answer(
                        request.getModelName(), given(request.getModelVersion()), Protobuf.request(request))));
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
        T answer;
        try {
            answer = call.get();
        } catch (ProtocolException e) {
            observer.onError(code(e).withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private static Status code(ProtocolException problem) {
        if (problem.busy()) {
            return Status.RESOURCE_EXHAUSTED;
        }
        return switch (problem.status()) {
            case 400 -> Status.INVALID_ARGUMENT;
            case 404 -> Status.NOT_FOUND;
            case 503 -> Status.UNAVAILABLE;
            default -> Status.INTERNAL;
        };
    }
}
