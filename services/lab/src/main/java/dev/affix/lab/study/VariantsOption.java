package dev.affix.lab.study;

import dev.affix.prefix.variant.Variant;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** What {@code --variants} names. */
public final class VariantsOption {
    @Option(names = "--variants", paramLabel = "NAME[,NAME...]", description = "Default: ${DEFAULT-VALUE}.")
    private String names;

    /** Creates one; a study has its own default. */
    public VariantsOption(String names) {
        this.names = names;
    }

    /** Returns the variants, each once, in the order given. */
    public List<Variant> variants() {
        return Arrays.stream(names.split(",")).map(Variant::of).distinct().toList();
    }

    /** Returns the option as it was given. */
    @Override
    public String toString() {
        return names;
    }
}
