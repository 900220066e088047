package dev.affix.inference.follow;

import java.util.Locale;

/** An adapter version that must not answer. Trying again would not help. */
public final class RefusedException extends Exception {
    private final Reason reason;

    /** Why: a small fixed set, fit for a metric's tag. */
    public enum Reason {
        /** The file's bytes do not have the digest they were published under. */
        WRONG_DIGEST,
        /** The file is not a well-formed adapter, or does not fit the backbone's shape. */
        INVALID_FILE,
        /** It was tuned on another backbone. */
        OTHER_BACKBONE,
        /** Its labels are not the experiment's, in the experiment's order. */
        OTHER_LABELS;

        /** Returns the code in metrics, such as {@code wrong-digest}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Creates one. */
    public RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the class of the problem. */
    public Reason reason() {
        return reason;
    }
}
