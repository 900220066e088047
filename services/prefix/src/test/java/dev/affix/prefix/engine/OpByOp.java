package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.tokenizer.Tokens;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The oracle: BERT with a prefix, one elementary array operation after another, straight from the definition. It shares
 * nothing with the program: weights by their Hugging Face names, query, key and value apart, normalization and GELU spelled
 * out, one row at a time without padding or mask.
 */
public final class OpByOp implements AutoCloseable {
    private final BackboneWeights weights;
    private final BackboneConfig config;
    private final NDManager scope;
    /** [L, 2, H, P, h] */
    private final NDArray prefix;

    private final NDArray headWeight;
    private final NDArray headBias;

    /** An oracle for keys and values [L, 2, H, P, h] and a head [C, d], [C]. */
    public OpByOp(BackboneWeights weights, float[] keyValues, float[] headWeight, float[] headBias) {
        this.weights = weights;
        this.config = weights.config();
        this.scope = NDManager.newBaseManager("PyTorch");
        int positions = keyValues.length / (config.layers() * 2 * config.hidden());
        this.prefix = leaf(keyValues, config.layers(), 2, config.heads(), positions, config.headDim());
        this.headWeight = leaf(headWeight, headBias.length, config.hidden());
        this.headBias = leaf(headBias, headBias.length);
    }

    /** [C] */
    float[] logits(Tokens text) {
        JniUtils.setGradMode(false);
        return forward(text, prefix).toFloatArray();
    }

    /** Sum of the cross entropies of the rows and its gradients. */
    Tuning.Gradients gradients(List<Tokens> texts, int[] labels) {
        return gradients(texts, labels, List.of());
    }

    /**
     * Sum of the cross entropies of the rows and its gradients, with dropout.
     *
     * @param factors for each row what keys and values are multiplied by, [L, 2, H, P, h]; or none
     */
    public Tuning.Gradients gradients(List<Tokens> texts, int[] labels, List<float[]> factors) {
        JniUtils.setGradMode(true);
        try {
            NDArray loss = scope.zeros(new Shape());
            for (int row = 0; row < labels.length; row++) {
                NDArray seen = factors.isEmpty() ? prefix : prefix.mul(like(prefix, factors.get(row)));
                NDArray logProbability =
                        forward(texts.get(row), seen).logSoftmax(0).get(labels[row]);
                loss = loss.sub(logProbability);
            }
            JniUtils.backward((PtNDArray) loss, (PtNDArray) scope.ones(new Shape()), false, false);
            return new Tuning.Gradients(
                    loss.getFloat(),
                    prefix.getGradient().toFloatArray(),
                    headWeight.getGradient().toFloatArray(),
                    headBias.getGradient().toFloatArray());
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    private NDArray forward(Tokens text, NDArray keyValues) {
        NDArray pooled = encode(text, keyValues).mean(new int[] {0});
        return headWeight.matMul(pooled.reshape(-1, 1)).reshape(-1).add(headBias);
    }

    /** [S, d] */
    private NDArray encode(Tokens text, NDArray keyValues) {
        int s = text.length();
        NDArray x = embedding(text.ids(), "word")
                .add(embedding(java.util.stream.IntStream.range(0, s).toArray(), "position"))
                .add(embedding(new int[s], "token_type"));
        x = norm(x, "embeddings.LayerNorm");
        for (int layer = 0; layer < config.layers(); layer++) {
            String module = "encoder.layer." + layer + ".";
            NDArray attended = linear(attention(x, keyValues, layer), module + "attention.output.dense");
            x = norm(x.add(attended), module + "attention.output.LayerNorm");
            NDArray inner = gelu(linear(x, module + "intermediate.dense"));
            x = norm(x.add(linear(inner, module + "output.dense")), module + "output.LayerNorm");
        }
        return x;
    }

    /** softmax(Q [K_prefix; K]^T / sqrt(h)) [V_prefix; V], heads side by side. */
    private NDArray attention(NDArray x, NDArray keyValues, int layer) {
        String module = "encoder.layer." + layer + ".attention.self.";
        NDArray query = split(linear(x, module + "query"));
        NDArray keys = keyValues.get(layer, 0).concat(split(linear(x, module + "key")), 1);
        NDArray values = keyValues.get(layer, 1).concat(split(linear(x, module + "value")), 1);
        NDArray scores = query.matMul(keys.transpose(0, 2, 1)).div(number(Math.sqrt(config.headDim())));
        return scores.softmax(2).matMul(values).transpose(1, 0, 2).reshape(-1, config.hidden());
    }

    /** [S, d] to [H, S, h] */
    private NDArray split(NDArray x) {
        return x.reshape(-1, config.heads(), config.headDim()).transpose(1, 0, 2);
    }

    private NDArray embedding(int[] ids, String kind) {
        NDArray index = scope.create(ids).toType(DataType.INT64, false);
        NDArray table = weight("embeddings." + kind + "_embeddings.weight");
        return index.getNDArrayInternal()
                .embedding(index, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    private NDArray linear(NDArray x, String module) {
        return x.matMul(weight(module + ".weight").transpose()).add(weight(module + ".bias"));
    }

    private NDArray norm(NDArray x, String module) {
        NDArray centred = x.sub(x.mean(new int[] {1}, true));
        NDArray variance = centred.mul(centred).mean(new int[] {1}, true);
        return centred.div(variance.add(number(config.layerNormEps())).sqrt())
                .mul(weight(module + ".weight"))
                .add(weight(module + ".bias"));
    }

    private NDArray gelu(NDArray x) {
        return x.mul(number(0.5)).mul(x.div(number(Math.sqrt(2))).erf().add(number(1)));
    }

    /**
     * A number that stays until the gradients are there. DJL makes an array of a number given to an operation, on memory of Java's, and
     * closes it at once: the backward pass, which needs it again, would read what the garbage collector has put there since.
     */
    private NDArray number(double value) {
        return scope.create((float) value);
    }

    private NDArray weight(String name) {
        return scope.create(
                FloatBuffer.wrap(weights.tensor(name).data()),
                new Shape(weights.tensor(name).shape()),
                DataType.FLOAT32);
    }

    private NDArray like(NDArray array, float[] values) {
        return scope.create(FloatBuffer.wrap(values), array.getShape(), DataType.FLOAT32);
    }

    private NDArray leaf(float[] values, long... shape) {
        NDArray leaf = scope.create(FloatBuffer.wrap(values), new Shape(shape), DataType.FLOAT32);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    @Override
    public void close() {
        scope.close();
    }
}
