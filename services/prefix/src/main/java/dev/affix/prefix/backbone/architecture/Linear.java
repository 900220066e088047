package dev.affix.prefix.backbone.architecture;

import org.jspecify.annotations.Nullable;

/**
 * How the program calls a linear layer: on weights as they are, or in oneDNN's layout, of single precision or of bfloat16. Whatever
 * the weights, what goes in and what comes out of {@link #of} is single precision; a bfloat16 layer rounds its input and its output
 * to 8 bits of significand and sums in single precision.
 */
public enum Linear {
    /** With gradients, on every device. */
    PLAIN("", false, false),
    /** Faster for few rows; without gradients, on the CPU only. */
    PACKED("_packed", true, false),
    /** As {@link #PLAIN}, on matrices of bfloat16. */
    BFLOAT16("", false, true),
    /** As {@link #PACKED}, on matrices of bfloat16. */
    BFLOAT16_PACKED("_packed", true, true);

    /** ScalarType numbers of TorchScript. */
    private static final String FLOAT = "6";

    private static final String BFLOAT = "15";

    private final String suffix;
    private final boolean packed;
    private final boolean half;

    Linear(String suffix, boolean packed, boolean half) {
        this.suffix = suffix;
        this.packed = packed;
        this.half = half;
    }

    /** Returns what the names of methods end in. */
    public String suffix() {
        return suffix;
    }

    /** Returns x W^T + b as code, by indices in {@code w}; {@code bias} may be null. */
    public String of(String x, String weight, @Nullable String bias) {
        return by(x, "w[" + weight + "]", bias == null ? null : "w[" + bias + "]");
    }

    /** As {@link #of}, for weights that are code. */
    public String by(String x, String weight, @Nullable String bias) {
        return single(call(x, weight, bias, "none"));
    }

    /**
     * Returns GELU (by the error function) of x W^T + b as code. Not widened to single precision: it is what the next linear layer
     * reads, which would round it again.
     */
    public String gelu(String x, String weight, String bias) {
        String call = call(x, "w[" + weight + "]", "w[" + bias + "]", "gelu");
        return packed ? call : "torch.gelu(" + call + ")";
    }

    /** Returns a matrix as the layer wants it, as code; {@code tensor} is single precision. */
    public String prepared(String tensor) {
        String matrix = rounded(tensor);
        return packed ? "ops.mkldnn._reorder_linear_weight(" + matrix + ", None)" : matrix;
    }

    private String call(String x, String weight, @Nullable String bias, String activation) {
        String arguments = rounded(x) + ", " + weight + ", " + (bias == null ? "None" : rounded(bias));
        return packed
                ? "ops.mkldnn._linear_pointwise(" + arguments + ", \"" + activation
                        + "\", annotate(List[Optional[number]], []), \"none\")"
                : "torch.linear(" + arguments + ")";
    }

    private String rounded(String tensor) {
        return half ? "torch.to(" + tensor + ", " + BFLOAT + ")" : tensor;
    }

    private String single(String tensor) {
        return half ? "torch.to(" + tensor + ", " + FLOAT + ")" : tensor;
    }
}
