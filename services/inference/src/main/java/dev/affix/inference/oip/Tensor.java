package dev.affix.inference.oip;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of the protocol, with its data flat, in row-major order.
 *
 * @param name its name
 * @param shape its dimensions
 * @param datatype {@code BYTES} (strings) or {@code FP32}
 * @param data its elements
 */
public record Tensor(
        @Nullable String name,
        @Nullable List<Long> shape,
        @Nullable String datatype,
        @Nullable List<Object> data) {}
