package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.TinyModels;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.tokenizer.Input;
import dev.affix.prefix.tokenizer.Pixels;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vision transformer with prefixes against plain loops in double precision. */
class VisionTest {
    private static final int CLASSES = 3;
    private static final String CONFIG = """
            {"model_type": "vit", "hidden_act": "gelu", "num_hidden_layers": 2, "hidden_size": 16, "num_attention_heads": 4,
             "intermediate_size": 24, "image_size": 6, "patch_size": 2, "num_channels": 2, "qkv_bias": true,
             "layer_norm_eps": 1e-06}""";

    private final SplittableRandom random = new SplittableRandom(13);
    private final Backbone backbone = Backbones.named("vit");
    private final BackboneWeights weights = Backbones.weightsOf("vit");

    private Adapter adapter(int positions, int prefixLayers, int firstPosition) {
        BackboneConfig c = backbone.config();
        return new Adapter(
                backbone.digest(),
                positions,
                c.layers(),
                c.heads(),
                c.headDim(),
                List.of("a", "b", "c"),
                Adapters.normal(random, positions * 2 * prefixLayers * c.hidden(), 0.7),
                Adapters.normal(random, CLASSES * c.hidden(), 0.3),
                Adapters.normal(random, CLASSES, 0.3),
                prefixLayers,
                firstPosition);
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double[] head(double[] state, Adapter adapter) {
        double[] logits = doubles(adapter.headBias());
        float[] weight = adapter.headWeight();
        for (int k = 0; k < logits.length; k++) {
            for (int i = 0; i < state.length; i++) {
                logits[k] += weight[k * state.length + i] * state[i];
            }
        }
        return logits;
    }

    @Test
    void aMixedBatchAnswersWithEachImagesClassToken() {
        List<Adapter> adapters = List.of(adapter(3, 2, 0), adapter(5, 1, 0), adapter(0, 2, 0));
        List<Pixels> images = Backbones.images(backbone, random, 5);
        int[] which = {0, 1, 2, 1, 0};
        Bank bank = new Bank(backbone, adapters);
        try {
            float[] logits = bank.logits(images, which);
            for (int row = 0; row < which.length; row++) {
                Adapter adapter = adapters.get(which[row]);
                double[] state = new NaiveVit(weights, doubles(adapter.keyValues()), adapter.prefixLayers())
                        .state(images.get(row));
                double[] expected = head(state, adapter);
                for (int k = 0; k < CLASSES; k++) {
                    assertThat((double) logits[row * CLASSES + k]).isCloseTo(expected[k], within(2e-5));
                }
            }
        } finally {
            bank.release();
        }
    }

    @Test
    void gradientsAreTheSlopesOfTheDefinition() {
        Adapter adapter = adapter(2, 2, 0);
        List<Pixels> images = Backbones.images(backbone, random, 2);
        int[] labels = {2, 0};
        Tuning.Gradients gradients = new Tuning(backbone)
                .gradients(
                        new Tuning.Prefix(adapter.keyValues(), 2, 0, List.of()),
                        adapter.headWeight(),
                        adapter.headBias(),
                        images,
                        labels);
        double step = 1e-5;
        double largest = 0;
        for (int i = 0; i < adapter.keyValues().length; i++) {
            double[] moved = doubles(adapter.keyValues());
            moved[i] += step;
            double up = loss(moved, adapter, images, labels);
            moved[i] -= 2 * step;
            double slope = (up - loss(moved, adapter, images, labels)) / (2 * step);
            assertThat((double) gradients.keyValues()[i]).isCloseTo(slope, within(2e-6));
            largest = Math.max(largest, Math.abs(slope));
        }
        assertThat(largest).isGreaterThan(1e-3);
    }

    private double loss(double[] keyValues, Adapter adapter, List<Pixels> images, int[] labels) {
        NaiveVit oracle = new NaiveVit(weights, keyValues, 2);
        double loss = 0;
        for (int row = 0; row < labels.length; row++) {
            double[] z = head(oracle.state(images.get(row)), adapter);
            loss += Math.log(Arrays.stream(z).map(Math::exp).sum()) - z[labels[row]];
        }
        return loss;
    }

    @Test
    void aDirectoryIsReadWithoutATokenizer(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config.json"), CONFIG);
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        TinyModels.tensors(TinyModels.VIT, 1)
                .forEach((name, tensor) -> writer.tensor("vit." + name, tensor.data(), tensor.shape()));
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());
        BackboneWeights loaded = BackboneWeights.load(directory.toString());
        assertThat(loaded.config()).isEqualTo(TinyModels.VIT);
        loaded.tensors()
                .forEach((name, tensor) -> assertThat(tensor.data())
                        .as(name)
                        .isEqualTo(weights.tensor(name).data()));
        Files.writeString(directory.resolve("config.json"), CONFIG.replace("\"patch_size\": 2", "\"patch_size\": 4"));
        assertThatThrownBy(() -> BackboneWeights.load(directory.toString()))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("patches of size 4");
    }

    @Test
    void whatItCannotReadIsRefusedByRow() {
        Pixels image = Backbones.images(backbone, random, 1).get(0);
        refused(backbone, List.of(image, new Tokens(1)), 0, "Row 1 is a text");
        refused(backbone, List.of(new Pixels(1, 6, new float[36])), 0, "2 channels and 6 times 6");
        refused(backbone, List.of(image), 2, "from-zero");
        refused(Backbones.tiny(), List.of(image), 0, "Row 0 is an image");
        assertThatThrownBy(() -> new Pixels(2, 6, new float[3])).hasMessageContaining("does not hold 3");
        assertThatThrownBy(() -> new Pixels(1, 1, new float[] {Float.NaN})).hasMessageContaining("NaN");
    }

    private static void refused(Backbone backbone, List<Input> rows, int first, String reason) {
        int[] positions = new int[rows.size()];
        Arrays.fill(positions, first);
        assertThatThrownBy(() -> new InputBatch(backbone.config(), rows, positions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
