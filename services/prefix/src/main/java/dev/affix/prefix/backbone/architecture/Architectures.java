package dev.affix.prefix.backbone.architecture;

import java.util.List;
import java.util.Optional;

/** The families there are. */
public final class Architectures {
    public static final Architecture BERT = new Bert();
    public static final Architecture GPT2 = new Gpt2();
    public static final Architecture LLAMA = new Llama();

    public static final Architecture VIT = new Vit();

    /** All of them. */
    public static final List<Architecture> ALL = List.of(BERT, GPT2, LLAMA, VIT);

    private Architectures() {}

    /** Returns the family of a {@code model_type}. */
    public static Optional<Architecture> of(String modelType) {
        return ALL.stream().filter(a -> a.modelType().equals(modelType)).findFirst();
    }
}
