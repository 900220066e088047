package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Losses and gradients on a backbone. Values go in and out as host arrays, in row order. Stateless: threads may share a
 * backbone, each with its own calls.
 */
public final class Tuning {
    private final Backbone backbone;
    private final BackboneConfig config;
    private final Torch torch;

    /** Creates one on a backbone, which stays the caller's to close. */
    public Tuning(Backbone backbone) {
        this.backbone = backbone;
        this.config = backbone.config();
        this.torch = backbone.torch();
    }

    /** A named tensor on the host. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier between two classes, never compared
    public record Parameter(String name, float[] values, long... shape) {}

    /**
     * Keys and values of a prefix.
     *
     * @param keyValues [L, 2, G, P, h]; P may be 0
     * @param layers how many layers, from the first, see them
     * @param firstPosition position of a text's first token
     * @param factors for each row what its keys and values are multiplied by, [L, 2, G, P, h]; or none
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier between two classes, never compared
    public record Prefix(float[] keyValues, int layers, int firstPosition, List<float[]> factors) {}

    /** Sum of the rows' cross entropies and its gradients by keys and values [L, 2, G, P, h] and head [C, d], [C]. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier between two classes, never compared
    public record Gradients(double loss, float[] keyValues, float[] headWeight, float[] headBias) {}

    /**
     * Makes keys and values of a variant's parameters.
     *
     * @param method the program's method
     * @return [L, 2, G, P, h]
     */
    public float[] keyValues(String method, List<Parameter> parameters) {
        try (NDManager scope = torch.scope()) {
            return torch.call(scope, method, backbone.weights(), false, leaves(scope, parameters, false))
                    .toFloatArray();
        }
    }

    /**
     * Carries the gradient by keys and values back to a variant's parameters.
     *
     * @param keyValueGradient [L, 2, G, P, h]
     * @return one gradient per parameter, of its shape
     */
    public List<float[]> pullBack(String method, List<Parameter> parameters, float[] keyValueGradient) {
        try (NDManager scope = torch.scope()) {
            NDArray[] leaves = leaves(scope, parameters, true);
            NDArray keyValues = torch.call(scope, method, backbone.weights(), true, leaves);
            int positions = keyValueGradient.length / config.valuesPerPosition();
            NDArray gradient = torch.floats(
                    scope,
                    keyValueGradient,
                    config.layers(),
                    2,
                    1,
                    config.keyValueHeads(),
                    positions,
                    config.headDim());
            NDArray inner = torch.call(scope, "inner", backbone.weights(), true, keyValues, gradient);
            torch.backward(scope, inner);
            List<float[]> gradients = new ArrayList<>();
            for (NDArray leaf : leaves) {
                gradients.add(torch.gradient(scope, leaf));
            }
            return gradients;
        }
    }

    /** As below, with a prefix that every layer and row sees. */
    public Gradients gradients(
            float[] keyValues, float[] headWeight, float[] headBias, List<? extends Input> rows, int[] labels) {
        return gradients(new Prefix(keyValues, config.layers(), 0, List.of()), headWeight, headBias, rows, labels);
    }

    /**
     * Returns loss and gradients of some rows.
     *
     * @param headWeight [C, d]
     * @param headBias [C]
     * @param labels one per row, below C
     * @throws IllegalArgumentException if a row or a label is out of range
     */
    public Gradients gradients(
            Prefix from, float[] headWeight, float[] headBias, List<? extends Input> rows, int[] labels) {
        float[] keyValues = from.keyValues;
        int[] first = new int[rows.size()];
        Arrays.fill(first, from.firstPosition);
        InputBatch batch = new InputBatch(config, rows, first);
        requireLabels(labels, batch.rows, headBias.length);
        int positions = keyValues.length / config.valuesPerPosition();
        try (NDManager scope = torch.scope()) {
            NDArray prefix = torch.floats(
                    scope, keyValues, config.layers(), 2, 1, config.keyValueHeads(), positions, config.headDim());
            NDArray weight = torch.floats(scope, headWeight, headBias.length, config.hidden());
            NDArray bias = torch.floats(scope, headBias, headBias.length);
            List<NDArray> leaves = positions == 0 ? List.of(weight, bias) : List.of(weight, bias, prefix);
            leaves.forEach(leaf -> leaf.setRequiresGradient(true));
            float[] seen = new float[config.layers() * positions];
            Arrays.fill(seen, 0, from.layers * positions, 1);
            long[] targets = Arrays.stream(labels).asLongStream().toArray();
            NDArray loss = torch.call(
                    scope,
                    "loss",
                    backbone.weights(),
                    true,
                    dropped(scope, prefix, from.factors, positions),
                    torch.floats(scope, seen, 1, config.layers(), positions),
                    weight,
                    bias,
                    batch.input(torch, scope),
                    torch.floats(scope, batch.mask, batch.rows, batch.length),
                    torch.longs(scope, targets, targets.length));
            torch.backward(scope, loss);
            return new Gradients(
                    loss.getFloat(),
                    positions == 0 ? new float[0] : torch.gradient(scope, prefix),
                    torch.gradient(scope, weight),
                    torch.gradient(scope, bias));
        }
    }

    /** [L, 2, 1, G, P, h] times factors to [L, 2, B, G, P, h]. */
    private NDArray dropped(NDManager scope, NDArray prefix, List<float[]> factors, int positions) {
        if (factors.isEmpty() || positions == 0) {
            return prefix;
        }
        int slots = config.layers() * 2;
        int slot = config.keyValueWidth() * positions;
        int rows = factors.size();
        float[] all = new float[slots * rows * slot];
        for (int s = 0; s < slots; s++) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(factors.get(row), s * slot, all, (s * rows + row) * slot, slot);
            }
        }
        NDArray factor =
                torch.floats(scope, all, config.layers(), 2, rows, config.keyValueHeads(), positions, config.headDim());
        return torch.call(scope, "dropped", backbone.weights(), true, prefix, factor);
    }

    private static void requireLabels(int[] labels, int rows, int classes) {
        if (labels.length != rows) {
            throw new IllegalArgumentException("There are " + labels.length + " labels for " + rows + " rows");
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("Label " + label + " is not one of the " + classes + " classes");
            }
        }
    }

    private NDArray[] leaves(NDManager scope, List<Parameter> parameters, boolean gradients) {
        return parameters.stream()
                .map(parameter -> {
                    NDArray leaf = torch.floats(scope, parameter.values(), parameter.shape());
                    if (gradients) {
                        leaf.setRequiresGradient(true);
                    }
                    return leaf;
                })
                .toArray(NDArray[]::new);
    }
}
