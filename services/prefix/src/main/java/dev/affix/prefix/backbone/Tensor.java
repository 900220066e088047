package dev.affix.prefix.backbone;

import java.util.Arrays;

/**
 * A float32 array in host memory, in C order. The data is shared, not copied (a backbone is large): treat it as
 * read-only.
 */
public final class Tensor {
    private final long[] shape;
    private final float[] data;

    /** Wraps {@code data} without a copy; the shape's product must be its length. */
    public Tensor(float[] data, long... shape) {
        if (elements(shape) != data.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " does not hold " + data.length + " values");
        }
        this.shape = shape.clone();
        this.data = data;
    }

    /** The dimensions, as a fresh copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** The values in C order: the array itself, read-only by agreement. */
    public float[] data() {
        return data;
    }

    /** Whether the dimensions are exactly these. */
    public boolean hasShape(long... expected) {
        return Arrays.equals(shape, expected);
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("negative dimension in shape " + Arrays.toString(shape));
            }
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }
}
