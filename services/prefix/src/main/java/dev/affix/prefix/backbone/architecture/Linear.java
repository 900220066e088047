package dev.affix.prefix.backbone.architecture;

import org.jspecify.annotations.Nullable;

/** How the program calls a linear layer: on plain weights, or on weights in oneDNN's layout. */
public enum Linear {
    /** With gradients, on every device. */
    PLAIN(""),
    /** Faster for few rows; without gradients, on the CPU only. */
    PACKED("_packed");

    private final String suffix;

    Linear(String suffix) {
        this.suffix = suffix;
    }

    /** Returns what the names of methods end in. */
    public String suffix() {
        return suffix;
    }

    /** Returns x W^T + b as code; {@code bias} may be null. */
    public String of(String x, String weight, @Nullable String bias) {
        return call(x, weight, bias, "none");
    }

    /** Returns GELU (by the error function) of x W^T + b as code. */
    public String gelu(String x, String weight, String bias) {
        return this == PLAIN ? "torch.gelu(" + of(x, weight, bias) + ")" : call(x, weight, bias, "gelu");
    }

    private String call(String x, String weight, @Nullable String bias, String activation) {
        String arguments = x + ", w[" + weight + "], " + (bias == null ? "None" : "w[" + bias + "]");
        return this == PLAIN
                ? "torch.linear(" + arguments + ")"
                : "ops.mkldnn._linear_pointwise(" + arguments + ", \"" + activation
                        + "\", annotate(List[Optional[number]], []), \"none\")";
    }
}
