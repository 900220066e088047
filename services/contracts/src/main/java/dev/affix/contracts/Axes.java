package dev.affix.contracts;

import dev.affix.contracts.Hyperparameters.Depth;
import dev.affix.contracts.Hyperparameters.Entry;
import dev.affix.contracts.Hyperparameters.MlpDepth;
import dev.affix.contracts.Hyperparameters.MlpScope;
import dev.affix.contracts.Hyperparameters.Sharing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The axes in which variants differ, and which combinations of them mean something. The same rules as those of the prefix library,
 * on which the contract does not depend; training's tests hold the two together.
 */
record Axes(Sharing sharing, Depth depth, MlpScope mlpScope, MlpDepth mlpDepth, Entry entry) {
    private static final String LINEAR_PROBE = "linear-probe";

    /** Returns those of a variant. */
    static Axes of(String variant) {
        return switch (variant) {
            case "no-share", LINEAR_PROBE -> plain(Sharing.NONE, Depth.ALL, Entry.PROJECTED);
            case "simple-share" -> plain(Sharing.IDENTITY, Depth.ALL, Entry.HIDDEN);
            case "prompt-tuning" -> plain(Sharing.IDENTITY, Depth.FIRST, Entry.HIDDEN);
            case "deep-share" -> mlp(Sharing.MLP);
            case "separate-mlp" -> mlp(Sharing.SEPARATE_MLP);
            default ->
                throw Check.invalid(
                        "variant",
                        "is '" + variant + "', whose axes are not known, so none can be replaced; it must be no-share,"
                                + " simple-share, deep-share, separate-mlp, prompt-tuning or linear-probe");
        };
    }

    private static Axes plain(Sharing sharing, Depth depth, Entry entry) {
        return new Axes(sharing, depth, MlpScope.PER_LAYER, MlpDepth.NONE, entry);
    }

    private static Axes mlp(Sharing sharing) {
        return new Axes(sharing, Depth.ALL, MlpScope.PER_LAYER, MlpDepth.ONE_HIDDEN, Entry.PROJECTED);
    }

    static void requirePrefixOf(String variant, int prefixLength) {
        if (variant.equals(LINEAR_PROBE) != (prefixLength == 0)) {
            throw Check.invalid(
                    "prefixLength",
                    "is " + prefixLength + " with variant '" + variant
                            + "'; it is 0 for linear-probe and at least 1 for every other variant");
        }
    }

    /** Refuses what would say something of a prefix that there is not. The neutral values may be said. */
    static void requireNoPrefix(
            @Nullable Sharing sharing,
            @Nullable Depth depth,
            @Nullable Entry entry,
            Hyperparameters.@Nullable Positions positions,
            @Nullable Double dropout,
            @Nullable Initialization initialization) {
        withoutPrefix("sharing", sharing, Sharing.NONE);
        withoutPrefix("depth", depth, Depth.ALL);
        withoutPrefix("entry", entry, Entry.PROJECTED);
        withoutPrefix("positions", positions, Hyperparameters.Positions.FROM_ZERO);
        if (dropout != null && dropout != 0) {
            throw Check.invalid("dropout", "is " + dropout + ", but prefixLength is 0: there is nothing to drop");
        }
        if (initialization != null) {
            throw Check.invalid("initialization", "is given, but prefixLength is 0: there is nothing to start");
        }
    }

    private static void withoutPrefix(String field, @Nullable Enum<?> given, Enum<?> neutral) {
        if (given != null && given != neutral) {
            throw Check.invalid(
                    field,
                    "is '" + label(given) + "', but prefixLength is 0, so there is no prefix; leave it out, or say '"
                            + label(neutral) + "'");
        }
    }

    /** Returns these with those given in their place. */
    Axes with(
            @Nullable Sharing otherSharing,
            @Nullable Depth otherDepth,
            @Nullable MlpScope otherScope,
            @Nullable MlpDepth otherMlpDepth,
            @Nullable Entry otherEntry) {
        return new Axes(
                otherSharing == null ? sharing : otherSharing,
                otherDepth == null ? depth : otherDepth,
                otherScope == null ? mlpScope : otherScope,
                otherMlpDepth == null ? mlpDepth : otherMlpDepth,
                otherEntry == null ? entry : otherEntry);
    }

    boolean hasMlp() {
        return sharing == Sharing.MLP || sharing == Sharing.SEPARATE_MLP;
    }

    /** Refuses a combination that means nothing. */
    void check(int mlpHidden) {
        if (!hasMlp()) {
            neutralWithoutMlp("mlpScope", mlpScope, MlpScope.PER_LAYER);
            neutralWithoutMlp("mlpDepth", mlpDepth, MlpDepth.NONE);
        } else if (mlpDepth == MlpDepth.NONE) {
            throw Check.invalid(
                    "mlpDepth",
                    "is 'none', but sharing '" + label(sharing) + "' has an MLP; it must be 'linear' or 'one-hidden'");
        }
        if (mlpDepth == MlpDepth.ONE_HIDDEN ? mlpHidden < 1 : mlpHidden != 0) {
            throw Check.invalid(
                    "mlpHidden",
                    "is " + mlpHidden + " with mlpDepth '" + label(mlpDepth)
                            + "'; it must be at least 1 for 'one-hidden' and 0 otherwise");
        }
        if (depth == Depth.FIRST && mlpScope != MlpScope.PER_LAYER) {
            throw Check.invalid(
                    "mlpScope",
                    "is '" + label(mlpScope) + "', but depth 'first' has one layer; it must be 'per-layer'");
        }
    }

    private void neutralWithoutMlp(String field, Enum<?> effective, Enum<?> neutral) {
        if (effective != neutral) {
            throw Check.invalid(
                    field,
                    "is '" + label(effective) + "', but sharing '" + label(sharing) + "' has no MLP; it must be '"
                            + label(neutral) + "'");
        }
    }

    /** Refuses a value that is of an MLP only. */
    void requireNoMlp(String field, @Nullable Object given) {
        if (given != null) {
            String value = given instanceof Enum<?> constant ? "'" + label(constant) + "'" : given.toString();
            throw Check.invalid(
                    field, "is " + value + ", but sharing '" + label(sharing) + "' has no MLP; leave it out");
        }
    }

    /** Returns the name of a constant in JSON. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
