package dev.affix.prefix.serving;

/** What an adapter answered. */
public final class Answer {
    private final String digest;
    private final float[] logProbabilities;

    Answer(String digest, float[] logProbabilities) {
        this.digest = digest;
        this.logProbabilities = logProbabilities;
    }

    /** Returns the adapter version that answered. */
    public String digest() {
        return digest;
    }

    /** Returns the natural logarithms of the labels' probabilities, [C]. */
    public float[] logProbabilities() {
        return logProbabilities.clone();
    }
}
