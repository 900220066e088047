package dev.affix.prefix.safetensors;

import java.util.List;

/**
 * A tensor's entry in the header.
 *
 * @param shape dimensions, C order; empty for a scalar
 * @param start first byte, counted from the end of the header
 * @param end byte after the last one; {@code end - start} is the shape's product times the element size
 */
public record TensorInfo(String name, Dtype dtype, List<Long> shape, long start, long end) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** The dimensions as an array. */
    public long[] dimensions() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    /** Number of elements. */
    public long elements() {
        return (end - start) / dtype.bytes();
    }
}
