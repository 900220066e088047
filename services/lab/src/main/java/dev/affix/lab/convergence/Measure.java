package dev.affix.lab.convergence;

/** What is measured of a fit, and the exponent of n that theory gives it. */
enum Measure {
    /** Weights of the cells. */
    WEIGHTS("mixture weights"),
    /** Atoms alone in their cell. */
    SINGLETONS("prompts alone in their cell"),
    /** Atoms that share a cell. */
    CROWDED("prompts that share a cell"),
    /** Theorem 1's loss with r = 1. */
    FIRST("D1 with r = 1"),
    /** Theorem 1's loss with r = 2. */
    SECOND("D1 with r = 2"),
    /** Theorem 2's and 3's loss. */
    MIXED("D2, D3");

    private final String label;

    Measure(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    double of(VoronoiLoss loss) {
        return switch (this) {
            case WEIGHTS -> loss.weights();
            case SINGLETONS -> loss.singletons();
            case CROWDED -> loss.crowded();
            case FIRST -> loss.first();
            case SECOND -> loss.second();
            case MIXED -> loss.mixed();
        };
    }

    /**
     * Returns the exponent in words. Theorems 2 and 3 bound the losses with sharing; theorem 1 says that without it no power of
     * n bounds the worst case, and says nothing of a particular truth. Exactly specified fits are a regular parametric problem.
     */
    String theory(Sharing sharing, boolean overSpecified) {
        if (this == CROWDED && !overSpecified) {
            return "none exist";
        }
        if (!overSpecified) {
            return "−1/2";
        }
        if (!sharing.latent()) {
            return this == WEIGHTS || this == SINGLETONS ? "no claim" : "slower than any power, at worst";
        }
        return switch (this) {
            case WEIGHTS, SINGLETONS, MIXED, SECOND -> "−1/2";
            case CROWDED, FIRST -> "−1/4";
        };
    }
}
