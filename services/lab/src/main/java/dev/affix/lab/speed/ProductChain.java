package dev.affix.lab.speed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import dev.affix.prefix.backbone.BackboneConfig;

/**
 * The reference of a step's cost: the matrix products of an encoder's forward pass, in single precision, one after the other on
 * fixed inputs. Per layer: queries, keys and values; scores and weighted values, of P + S positions; attention output; the two of
 * the feed-forward layer. No normalization, softmax, GELU, embedding, prefix or gradient. A step computes the same products and,
 * backwards, as many again by its inputs (frozen weights need none), so that 2 is about the least that a step can cost. Not
 * thread-safe.
 */
final class ProductChain implements AutoCloseable {
    private final NDManager owner = NDManager.newBaseManager();
    private final int layers;
    private final NDArray narrow;
    private final NDArray wide;
    private final NDArray queries;
    private final NDArray keys;
    private final NDArray shares;
    private final NDArray values;
    private final NDArray queryKeyValue;
    private final NDArray output;
    private final NDArray up;
    private final NDArray down;

    ProductChain(BackboneConfig c, int batch, int length, int prefix) {
        int d = c.hidden();
        int rows = batch * length;
        int heads = batch * c.heads();
        layers = c.layers();
        narrow = normal(rows, d);
        wide = normal(rows, c.intermediate());
        queries = normal(heads, length, c.headDim());
        keys = normal(heads, c.headDim(), prefix + length);
        shares = normal(heads, length, prefix + length);
        values = normal(heads, prefix + length, c.headDim());
        queryKeyValue = normal(3L * d, d);
        output = normal(d, d);
        up = normal(c.intermediate(), d);
        down = normal(d, c.intermediate());
    }

    private NDArray normal(long... shape) {
        return owner.randomNormal(new Shape(shape));
    }

    /** Computes all layers' products once. */
    void run() {
        for (int layer = 0; layer < layers; layer++) {
            drop(Linear.linear(narrow, queryKeyValue).singletonOrThrow());
            drop(queries.matMul(keys));
            drop(shares.matMul(values));
            drop(Linear.linear(narrow, output).singletonOrThrow());
            drop(Linear.linear(narrow, up).singletonOrThrow());
            drop(Linear.linear(wide, down).singletonOrThrow());
        }
    }

    private static void drop(NDArray result) {
        result.close();
    }

    @Override
    public void close() {
        owner.close();
    }
}
