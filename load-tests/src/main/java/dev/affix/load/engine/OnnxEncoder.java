package dev.affix.load.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference: all-MiniLM-L6-v2 in ONNX Runtime, single precision, all graph optimizations, no prefix and no head. Its file is the
 * one that Affix reads its default weights from. Not thread-safe.
 */
final class OnnxEncoder implements AutoCloseable {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /**
     * Opens it.
     *
     * @param threads inside an operator
     */
    OnnxEncoder(int threads) throws IOException {
        try (InputStream model = OnnxEncoder.class.getResourceAsStream(MODEL);
                SessionOptions options = new SessionOptions()) {
            if (model == null) {
                throw new IOException(MODEL + " is not on the class path; build load-tests again");
            }
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model.readAllBytes(), options);
        } catch (OrtException e) {
            throw new IOException(e);
        }
    }

    /**
     * Computes hidden states.
     *
     * @param ids token ids [B, S]
     * @return [B, S, d], row by row
     */
    float[] hidden(List<int[]> ids) {
        int length = ids.get(0).length;
        long[] shape = {ids.size(), length};
        long[] tokens = new long[ids.size() * length];
        long[] mask = new long[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ids.get(i / length)[i % length];
            mask[i] = 1;
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), shape);
                OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                OnnxTensor types =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[tokens.length]), shape)) {
            Map<String, OnnxTensor> inputs = new HashMap<>(Map.of("input_ids", input, "attention_mask", attention));
            if (session.getInputNames().contains("token_type_ids")) {
                inputs.put("token_type_ids", types);
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] values = new float[hidden.remaining()];
                hidden.get(values);
                return values;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed to close: " + e.getMessage(), e);
        }
    }
}
