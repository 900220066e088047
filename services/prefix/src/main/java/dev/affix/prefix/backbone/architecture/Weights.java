package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.Tensor;
import java.util.List;
import java.util.Map;

/** Tensors as the device wants them, and their shapes as files have them. */
final class Weights {
    private Weights() {}

    static void linear(Map<String, long[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    static void norm(Map<String, long[]> shapes, String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    /** One below the other, along the first axis. */
    static Tensor stacked(List<Tensor> parts) {
        int size = parts.stream().mapToInt(part -> part.data().length).sum();
        float[] values = new float[size];
        int at = 0;
        for (Tensor part : parts) {
            System.arraycopy(part.data(), 0, values, at, part.data().length);
            at += part.data().length;
        }
        long[] shape = parts.get(0).shape();
        shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
        return new Tensor(values, shape);
    }

    /** [in, out] to [out, in]. */
    static Tensor transposed(Tensor tensor) {
        int rows = (int) tensor.shape()[0];
        int columns = (int) tensor.shape()[1];
        float[] from = tensor.data();
        float[] to = new float[from.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to[column * rows + row] = from[row * columns + column];
            }
        }
        return new Tensor(to, columns, rows);
    }
}
