package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What autograd does for the frozen weights: nothing. */
class FrozenWeightsTest {
    private static final long MIB = 1 << 20;

    private final SplittableRandom random = new SplittableRandom(31);

    /** Nothing but the prefix is a leaf here: were a weight one too, there would be a graph in both cases. */
    @ParameterizedTest
    @ValueSource(strings = {"minilm", "llama", "gpt2"})
    void onlyAPrefixMakesAGraphInTheBackbone(String name) {
        Backbone backbone = Backbones.named(name);
        Torch torch = backbone.torch();
        List<Tokens> texts = Backbones.texts(backbone, random, 7, 7);
        try (NDManager scope = torch.scope()) {
            NDArray head = torch.floats(
                    scope,
                    Adapters.normal(random, 2 * backbone.config().hidden(), 1),
                    2,
                    backbone.config().hidden());
            NDArray without = loss(scope, backbone, backbone.weights(), texts, prefix(scope, backbone, 0), head);
            assertThatThrownBy(() -> torch.backward(scope, without)).hasMessageContaining("does not require grad");

            NDArray prefix = prefix(scope, backbone, 4);
            torch.backward(scope, loss(scope, backbone, backbone.weights(), texts, prefix, head));
            float[] gradient = torch.gradient(scope, prefix);
            assertThat(Backbones.difference(gradient, new float[gradient.length]))
                    .isGreaterThan(0);
        }
    }

    /**
     * The graph of one loss, held: with frozen weights against with weights that want gradients. The latter must keep what linear
     * layers read: 384 (keys, values and queries) + 384 + 1536 (the feed-forward's two) floats per token and layer, 108 MiB here, that
     * nothing else keeps; what the attention's projection reads is kept by attention itself.
     */
    @Test
    void whatLinearLayersReadIsNotKeptForFrozenWeights(@TempDir Path folder) throws IOException {
        assumeThat(Backbones.settings().device())
                .as("the profiler counts the host's memory alone")
                .isEqualTo("cpu");
        Backbone backbone = Backbones.minilm();
        long frozen = held(backbone, backbone.weights(), folder);
        long tuned;
        try (NDManager scope = backbone.torch().scope()) {
            List<NDArray> copies = backbone.weights().stream()
                    .map(weight -> {
                        NDArray copy = weight.duplicate();
                        copy.attach(scope);
                        copy.setName(weight.getName());
                        copy.setRequiresGradient(true);
                        return copy;
                    })
                    .toList();
            tuned = held(backbone, copies, folder);
        }
        System.out.printf("a graph holds %d MiB with frozen weights, %d MiB with others%n", frozen / MIB, tuned / MIB);
        assertThat(frozen).isPositive();
        assertThat(tuned - frozen).isGreaterThanOrEqualTo(16 * 128 * 6 * (384 + 384 + 1536) * (long) Float.BYTES);
    }

    /**
     * Returns what a loss on 16 texts of 128 tokens has allocated and not released when it returns, in bytes: its graph. PyTorch's
     * profiler counts it tensor by tensor. The process's size would not do: what earlier calls released is used again and not seen.
     */
    private long held(Backbone backbone, List<NDArray> weights, Path folder) throws IOException {
        Torch torch = backbone.torch();
        Tokens text = Backbones.texts(backbone, random, 128).get(0);
        Path trace = folder.resolve("trace.json");
        try (NDManager scope = torch.scope()) {
            NDArray prefix = prefix(scope, backbone, 16);
            NDArray head = torch.floats(scope, new float[2 * 384], 2, 384);
            JniUtils.startProfile(false, false, true);
            try {
                loss(scope, backbone, weights, Collections.nCopies(16, text), prefix, head);
            } finally {
                JniUtils.stopProfile(trace.toString());
            }
        }
        for (JsonNode event : new ObjectMapper().readTree(trace.toFile())) {
            if (event.path("name").asText().equals("loss")) {
                return bytes(event.path("cpu mem").asText());
            }
        }
        throw new AssertionError("no call of loss in " + Files.readString(trace));
    }

    /** Reads a size as the profiler writes it: "221.30 Mb", to a hundredth. */
    private static long bytes(String size) {
        String[] parts = size.split(" ");
        long unit = switch (parts[1]) {
            case "b" -> 1;
            case "Kb" -> 1 << 10;
            case "Mb" -> MIB;
            case "Gb" -> 1 << 30;
            default -> throw new AssertionError("unknown unit: " + size);
        };
        return Math.round(Double.parseDouble(parts[0]) * unit);
    }

    private static NDArray loss(
            NDManager scope,
            Backbone backbone,
            List<NDArray> weights,
            List<Tokens> texts,
            NDArray prefix,
            NDArray head) {
        Torch torch = backbone.torch();
        InputBatch batch = new InputBatch(backbone.config(), texts, new int[texts.size()]);
        int positions = (int) prefix.getShape().get(4);
        return torch.call(
                scope,
                "loss",
                weights,
                true,
                prefix,
                seen(scope, backbone, positions),
                head,
                torch.floats(scope, new float[2], 2),
                batch.input(torch, scope),
                torch.floats(scope, batch.mask, batch.rows, batch.length),
                torch.longs(scope, new long[batch.rows], batch.rows));
    }

    private NDArray prefix(NDManager scope, Backbone backbone, int positions) {
        var c = backbone.config();
        NDArray prefix = backbone.torch()
                .floats(
                        scope,
                        Adapters.normal(random, c.valuesPerPosition() * positions, 0.3),
                        c.layers(),
                        2,
                        1,
                        c.keyValueHeads(),
                        positions,
                        c.headDim());
        prefix.setRequiresGradient(positions > 0);
        return prefix;
    }

    private static NDArray seen(NDManager scope, Backbone backbone, int positions) {
        float[] seen = new float[backbone.config().layers() * positions];
        Arrays.fill(seen, 1);
        return backbone.torch().floats(scope, seen, 1, backbone.config().layers(), positions);
    }
}
