package dev.affix.prefix.backbone.architecture;

import org.jspecify.annotations.Nullable;

/**
 * How the program calls a linear layer: on weights as they are, or in oneDNN's or MKL's layout, of single precision, bfloat16 or float16.
 * Whatever the weights, what goes in and what comes out of {@link #of} is single precision; a layer of 16 bits rounds its input and its
 * output to its 8 or 11 bits of significand and sums in single precision.
 */
public enum Linear {
    /** With gradients, on every device. */
    PLAIN(Format.PLAIN, ScalarType.FLOAT),
    /** oneDNN's layout: faster for few rows; without gradients, on the CPU only. */
    PACKED(Format.ONE_DNN, ScalarType.FLOAT),
    /** MKL's layout, as {@link #PACKED}: faster still on Intel's processors, where less of a call is not the product. */
    PACKED_BY_MKL(Format.MKL, ScalarType.FLOAT),
    /** As {@link #PLAIN}, on matrices of bfloat16. */
    BFLOAT16(Format.PLAIN, ScalarType.BFLOAT16),
    /** As {@link #PACKED}, on matrices of bfloat16. */
    BFLOAT16_PACKED(Format.ONE_DNN, ScalarType.BFLOAT16),
    /** As {@link #PLAIN}, on matrices of IEEE half precision. */
    FLOAT16(Format.PLAIN, ScalarType.HALF);

    private enum Format {
        PLAIN,
        ONE_DNN,
        MKL
    }

    /** MKL packs for many rows another way than for few, and that way is the faster one for few rows too. */
    private static final int MKL_ROWS = 1024;

    /** TorchScript's numbers of them. */
    private enum ScalarType {
        HALF(5),
        FLOAT(6),
        BFLOAT16(15);

        private final int number;

        ScalarType(int number) {
            this.number = number;
        }
    }

    private final Format format;
    private final ScalarType type;

    Linear(Format format, ScalarType type) {
        this.format = format;
        this.type = type;
    }

    /** Returns what the names of methods end in. */
    public String suffix() {
        return format == Format.PLAIN ? "" : "_packed";
    }

    /** Returns x W^T + b as code, by indices in {@code w}; {@code bias} may be null. */
    public String of(String x, String weight, @Nullable String bias) {
        String tensor = bias == null ? null : "w[" + bias + "]";
        return format == Format.MKL
                ? "(self).product(w, " + x + ", " + weight + ", " + (bias == null ? "None" : tensor) + ")"
                : by(x, "w[" + weight + "]", tensor);
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
        if (format == Format.MKL) {
            return "torch.gelu_(" + of(x, weight, bias) + ")";
        }
        String call = call(x, "w[" + weight + "]", "w[" + bias + "]", "gelu");
        return format == Format.PLAIN ? "torch.gelu(" + call + ")" : call;
    }

    /** Returns a matrix as the layer wants it, as code; {@code tensor} is single precision. */
    public String prepared(String tensor) {
        String matrix = rounded(tensor);
        return switch (format) {
            case PLAIN -> matrix;
            case ONE_DNN -> "ops.mkldnn._reorder_linear_weight(" + matrix + ", None)";
            case MKL -> "ops.mkl._mkl_reorder_linear_weight(" + matrix + ", " + MKL_ROWS + ")";
        };
    }

    /**
     * Returns the list of weights that the layers read, as code, of {@code w} and of the list {@code prepared}, which has each matrix as
     * {@link #prepared} returns it. MKL's packed matrix does not know its shape, which a call reads from the plain one: both are handed
     * over, plain ones first.
     */
    public String weights(String prepared) {
        return format == Format.MKL ? "torch.add(w, " + prepared + ")" : prepared;
    }

    /**
     * Returns the methods that the code of the layers calls. MKL's product takes the number of rows that its matrix was packed for, and
     * leaves the packed matrix aside where it gets another number. The layout depends on the matrix alone (uxlfoundation/oneDNN issue
     * 537, of both libraries), so each call says its own.
     */
    public String methods(String self) {
        return format == Format.MKL
                ? "  def product(self: " + self
                        + ", w: List[Tensor], x: Tensor, i: int, bias: Optional[Tensor]) -> Tensor:\n"
                        + "    rows = torch.floordiv(torch.numel(x), torch.size(x, -1))\n"
                        + "    return ops.mkl._mkl_linear(x, w[i + torch.floordiv(torch.len(w), 2)], w[i], bias, rows)\n"
                : "";
    }

    private String call(String x, String weight, @Nullable String bias, String activation) {
        String arguments = rounded(x) + ", " + weight + ", " + (bias == null ? "None" : rounded(bias));
        return format == Format.PLAIN
                ? "torch.linear(" + arguments + ")"
                : "ops.mkldnn._linear_pointwise(" + arguments + ", \"" + activation
                        + "\", annotate(List[Optional[number]], []), \"none\")";
    }

    private String rounded(String tensor) {
        return type == ScalarType.FLOAT ? tensor : converted(tensor, type);
    }

    private String single(String tensor) {
        return type == ScalarType.FLOAT ? tensor : converted(tensor, ScalarType.FLOAT);
    }

    private static String converted(String tensor, ScalarType to) {
        return "torch.to(" + tensor + ", " + to.number + ")";
    }
}
