package dev.affix.prefix.variant;

import java.util.Arrays;
import java.util.Locale;

/**
 * The parameterization of a prefix while it is tuned, as independent settings. What is served is always keys and values. What
 * does not apply has its neutral value, so that two equal parameterizations are equal records: without an MLP its scope is
 * {@code per-layer}, its depth {@code none} and its hidden size 0; without a prefix everything is neutral.
 *
 * <p>Trainable values for P positions in M layers (all L, or 1), width d, hidden size h:
 *
 * <ul>
 *   <li>none: 2MPd; identity: MPd
 *   <li>mlp, per-layer: M(Pd + dh + h + 2dh + 2d), linear M(Pd + 2dd + 2d)
 *   <li>mlp, global: Pd + dh + h + M(2dh + 2d), linear Pd + M(2dd + 2d)
 *   <li>mlp, shared: MPd + dh + h + 2dh + 2d, linear MPd + 2dd + 2d
 *   <li>separate-mlp: twice the count of mlp with d outputs in place of 2d
 * </ul>
 *
 * @param mlpHidden h, for one hidden layer only
 * @param prefixLength P; 0 is the linear probe
 * @param dropout probability of dropping a channel of a key or value, drawn for each apart and for each example
 */
public record Parameterization(
        Sharing sharing,
        Depth depth,
        MlpScope mlpScope,
        MlpDepth mlpDepth,
        int mlpHidden,
        int prefixLength,
        Entry entry,
        Positions positions,
        double dropout,
        Initialization initialization) {

    public Parameterization {
        if (prefixLength < 0) {
            throw new IllegalArgumentException("prefixLength is " + prefixLength + "; it must be 0 or more");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout is " + dropout + "; it must be at least 0 and below 1");
        }
        boolean mlp = sharing == Sharing.MLP || sharing == Sharing.SEPARATE_MLP;
        refuse(
                prefixLength == 0
                        && (sharing != Sharing.NONE
                                || depth != Depth.ALL
                                || entry != Entry.PROJECTED
                                || positions != Positions.FROM_ZERO
                                || dropout != 0),
                "prefixLength is 0, so there is nothing to share, to place or to drop; it must be at least 1, or sharing"
                        + " none, depth all, entry projected, positions from-zero and dropout 0");
        refuse(
                !mlp && (mlpScope != MlpScope.PER_LAYER || mlpDepth != MlpDepth.NONE || mlpHidden != 0),
                "sharing " + sharing.label()
                        + " has no MLP; mlpScope must be per-layer, mlpDepth none and mlpHidden 0");
        refuse(mlp && mlpDepth == MlpDepth.NONE, "sharing " + sharing.label() + " needs mlpDepth linear or one-hidden");
        refuse(
                mlpDepth == MlpDepth.ONE_HIDDEN && mlpHidden < 1,
                "mlpHidden is " + mlpHidden + "; one hidden layer needs at least 1");
        refuse(
                mlpDepth == MlpDepth.LINEAR && mlpHidden != 0,
                "mlpHidden is " + mlpHidden + "; mlpDepth linear has no hidden layer, so it must be 0");
        refuse(
                depth == Depth.FIRST && mlpScope != MlpScope.PER_LAYER,
                "depth first has one layer, so mlpScope " + mlpScope.label()
                        + " would be per-layer under another name; use per-layer");
    }

    /** Returns whether an MLP makes the prefix. */
    public boolean hasMlp() {
        return mlpDepth != MlpDepth.NONE;
    }

    /** Returns how many layers, counted from the first, have the prefix. */
    public int prefixLayers(int layers) {
        return depth == Depth.FIRST ? 1 : layers;
    }

    /** Returns the name of the variant with these axes, whatever its sizes; otherwise the axes. */
    public String label() {
        return Arrays.stream(Variant.values())
                .filter(variant -> sameAxes(variant.parameterization(
                        variant == Variant.LINEAR_PROBE ? 0 : Math.max(1, prefixLength), Math.max(1, mlpHidden))))
                .map(Variant::label)
                .findFirst()
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "%s/%s/%s/%s/%s",
                        sharing.label(),
                        depth.label(),
                        mlpScope.label(),
                        mlpDepth.label(),
                        entry.label()));
    }

    /** Returns the same with another dropout. */
    public Parameterization withDropout(double probability) {
        return new Parameterization(
                sharing,
                depth,
                mlpScope,
                mlpDepth,
                mlpHidden,
                prefixLength,
                entry,
                positions,
                probability,
                initialization);
    }

    /** Returns the same with tokens elsewhere. */
    public Parameterization withPositions(Positions others) {
        return new Parameterization(
                sharing, depth, mlpScope, mlpDepth, mlpHidden, prefixLength, entry, others, dropout, initialization);
    }

    /** Returns the position of a text's first token. */
    public int firstPosition() {
        return positions == Positions.AFTER_PREFIX ? prefixLength : 0;
    }

    /** Returns the same with another start. */
    public Parameterization withInitialization(Initialization start) {
        return new Parameterization(
                sharing, depth, mlpScope, mlpDepth, mlpHidden, prefixLength, entry, positions, dropout, start);
    }

    private boolean sameAxes(Parameterization other) {
        return sharing == other.sharing
                && depth == other.depth
                && mlpScope == other.mlpScope
                && mlpDepth == other.mlpDepth
                && entry == other.entry
                && (prefixLength == 0) == (other.prefixLength == 0);
    }

    private static void refuse(boolean condition, String reason) {
        if (condition) {
            throw new IllegalArgumentException(reason);
        }
    }
}
