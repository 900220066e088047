package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is ONNX Runtime on the very file the weights come from. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HiddenStatesTest {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private OrtSession onnx;

    @BeforeAll
    void open() throws IOException, OrtException {
        try (InputStream in = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx");
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            onnx = environment.createSession(Objects.requireNonNull(in).readAllBytes(), options);
        }
    }

    @AfterAll
    void close() throws OrtException {
        onnx.close();
    }

    /** Lengths of the rows: each batch is padded to its longest. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2,5", "12,12,12", "3,17,64,1", "9,9,31,4,22,8,40,33", "128,60"})
    void withoutPrefixHiddenStatesAreThoseOfOnnxRuntime(String lengths) throws OrtException {
        Backbone backbone = Backbones.minilm();
        int[] rows =
                Arrays.stream(lengths.split(",")).mapToInt(Integer::parseInt).toArray();
        List<Tokens> texts = Backbones.texts(backbone, new SplittableRandom(rows.length), rows);

        float[] expected = onnx(texts);
        double tuning = largestDifference(backbone, texts, hiddenStates(texts, "encode", backbone.weights()), expected);
        Backbone.Serving serves = backbone.serving();
        String method = serves.method().replace("serve", "encode");
        double serving = largestDifference(
                backbone, texts, hiddenStates(texts, method, serves.weights().tensors()), expected);

        System.out.printf("rows %s: hidden states %.1e, by %s %.1e off%n", lengths, tuning, method, serving);
        assertThat(tuning).isLessThanOrEqualTo(1e-5);
        assertThat(serving).isLessThanOrEqualTo(1e-5);
    }

    /** [B, S, d] */
    private static float[] hiddenStates(List<Tokens> texts, String method, List<NDArray> weights) {
        Backbone backbone = Backbones.minilm();
        BackboneConfig c = backbone.config();
        InputBatch batch = new InputBatch(c, texts);
        Torch torch = backbone.torch();
        try (NDManager scope = torch.scope()) {
            return torch.call(
                            scope,
                            method,
                            weights,
                            false,
                            scope.zeros(new Shape(c.layers(), 2, 1, c.heads(), 0, c.headDim())),
                            scope.zeros(new Shape(1, c.layers(), 0)),
                            torch.longs(scope, batch.ids, 2, batch.rows, batch.length),
                            torch.floats(scope, batch.mask, batch.rows, batch.length))
                    .toFloatArray();
        }
    }

    private float[] onnx(List<Tokens> texts) throws OrtException {
        InputBatch batch = new InputBatch(Backbones.minilm().config(), texts);
        long[] shape = {batch.rows, batch.length};
        long[] mask = new long[batch.mask.length];
        Arrays.setAll(mask, i -> (long) batch.mask[i]);
        try (OnnxTensor ids =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(batch.ids, 0, batch.mask.length), shape);
                OnnxTensor masks = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                OnnxTensor types =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[batch.mask.length]), shape);
                OrtSession.Result result =
                        onnx.run(Map.of("input_ids", ids, "attention_mask", masks, "token_type_ids", types))) {
            float[] values = new float[batch.mask.length * 384];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(values);
            return values;
        }
    }

    /** Over real tokens: what stands at a padded one means nothing. */
    private static double largestDifference(Backbone backbone, List<Tokens> texts, float[] actual, float[] expected) {
        int d = backbone.config().hidden();
        int width = actual.length / texts.size();
        double largest = 0;
        for (int row = 0; row < texts.size(); row++) {
            int from = row * width;
            int to = from + texts.get(row).length() * d;
            largest = Math.max(
                    largest,
                    Backbones.difference(Arrays.copyOfRange(actual, from, to), Arrays.copyOfRange(expected, from, to)));
        }
        return largest;
    }
}
