package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.architecture.Linear;
import java.util.Locale;

/**
 * Numbers of the backbone's linear layers. Prefixes, heads, their gradients and moments, embeddings, normalizations and attention are
 * IEEE single precision in all.
 */
public enum Precision {
    /** IEEE single precision. */
    FLOAT32(Linear.PLAIN),
    /**
     * Matrices of bfloat16, held once in half the memory. Each linear layer rounds its input and output to 8 bits of significand:
     * answers and gradients differ from single precision's by about a percent. Faster where the processor multiplies bfloat16.
     */
    BFLOAT16(Linear.BFLOAT16),
    /**
     * Matrices of IEEE half precision, for GPUs. Each linear layer rounds its input and output to 11 bits of significand: answers differ
     * from single precision's by about a tenth of a percent, unless a backbone's hidden states exceed 65,504, where half precision ends.
     * Not for tuning: gradients of single examples are below what it can tell from 0.
     */
    FLOAT16(Linear.FLOAT16);

    private final Linear linear;

    Precision(Linear linear) {
        this.linear = linear;
    }

    /**
     * Returns a precision by its name in small letters.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Precision of(String name) {
        for (Precision precision : values()) {
            if (precision.name().toLowerCase(Locale.ROOT).equals(name)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("precision is '" + name + "'; it must be float32, bfloat16 or float16");
    }

    /** Layers with gradients, on every device. */
    Linear linear() {
        return linear;
    }
}
