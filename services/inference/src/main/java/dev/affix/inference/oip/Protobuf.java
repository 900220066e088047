package dev.affix.inference.oip;

import com.google.protobuf.ByteString;
import inference.GrpcPredictV2.InferParameter;
import inference.GrpcPredictV2.InferTensorContents;
import inference.GrpcPredictV2.ModelInferRequest;
import inference.GrpcPredictV2.ModelInferRequest.InferInputTensor;
import inference.GrpcPredictV2.ModelInferResponse;
import inference.GrpcPredictV2.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Calls and answers between protobuf and the protocol's records. */
final class Protobuf {
    private Protobuf() {}

    static InferRequest request(ModelInferRequest request) {
        int raws = request.getRawInputContentsCount();
        if (raws > 0 && raws != request.getInputsCount()) {
            throw ProtocolException.badRequest(
                    "'raw_input_contents' has " + raws + " tensors for " + request.getInputsCount() + " inputs");
        }
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor input = request.getInputs(i);
            if (raws > 0 && input.hasContents()) {
                throw ProtocolException.badRequest(
                        "'inputs[" + i + "].contents' must be left out where there are 'raw_input_contents'");
            }
            List<ByteString> texts = raws > 0
                    ? raw(request.getRawInputContents(i), i)
                    : input.getContents().getBytesContentsList();
            List<Object> data = new ArrayList<>();
            for (int j = 0; j < texts.size(); j++) {
                data.add(text(texts.get(j), "'inputs[" + i + "]' element " + j));
            }
            inputs.add(new Tensor(input.getName(), input.getShapeList(), input.getDatatype(), data));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        request.getParametersMap().forEach((name, value) -> parameters.put(name, parameter(value)));
        return new InferRequest(
                request.getId().isEmpty() ? null : request.getId(),
                parameters,
                inputs,
                request.getOutputsList().stream()
                        .map(output -> new Tensor(output.getName(), null, null, null))
                        .toList());
    }

    /** Each text is a little-endian length of four bytes and so many bytes. */
    private static List<ByteString> raw(ByteString bytes, int input) {
        List<ByteString> texts = new ArrayList<>();
        int at = 0;
        while (at < bytes.size()) {
            int left = bytes.size() - at - Integer.BYTES;
            int length = left < 0
                    ? -1
                    : bytes.substring(at, at + Integer.BYTES)
                            .asReadOnlyByteBuffer()
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt();
            if (length < 0 || length > left) {
                throw ProtocolException.badRequest(
                        "'raw_input_contents[" + input + "]' breaks off in the element at byte " + at
                                + ": each is a little-endian length of 4 bytes and so many bytes");
            }
            at += Integer.BYTES;
            texts.add(bytes.substring(at, at + length));
            at += length;
        }
        return texts;
    }

    private static String text(ByteString bytes, String field) {
        try {
            ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
            return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
        } catch (CharacterCodingException e) {
            throw ProtocolException.badRequest(field + " is not UTF-8");
        }
    }

    private static Object parameter(InferParameter value) {
        return switch (value.getParameterChoiceCase()) {
            case STRING_PARAM -> value.getStringParam();
            case BOOL_PARAM -> value.getBoolParam();
            case INT64_PARAM -> value.getInt64Param();
            case PARAMETERCHOICE_NOT_SET -> "";
        };
    }

    static ModelInferResponse response(InferResponse answer) {
        ModelInferResponse.Builder response =
                ModelInferResponse.newBuilder().setModelName(answer.modelName()).setModelVersion(answer.modelVersion());
        if (answer.id() != null) {
            response.setId(answer.id());
        }
        answer.parameters()
                .forEach((name, value) -> response.putParameters(
                        name,
                        value instanceof Long number
                                ? InferParameter.newBuilder()
                                        .setInt64Param(number)
                                        .build()
                                : InferParameter.newBuilder()
                                        .setStringParam(value.toString())
                                        .build()));
        answer.outputs().forEach(output -> response.addOutputs(tensor(output)));
        return response.build();
    }

    private static InferOutputTensor tensor(Tensor output) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (Object value : Objects.requireNonNull(output.data())) {
            if (value instanceof Float number) {
                contents.addFp32Contents(number);
            } else {
                contents.addBytesContents(ByteString.copyFromUtf8(value.toString()));
            }
        }
        return InferOutputTensor.newBuilder()
                .setName(Objects.requireNonNull(output.name()))
                .setDatatype(Objects.requireNonNull(output.datatype()))
                .addAllShape(Objects.requireNonNull(output.shape()))
                .setContents(contents)
                .build();
    }
}
