package dev.affix.statistics.score;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Scores of generated texts, cumulative or exponentially faded as {@link ClassScores}. BLEU is that of all of them, each with its weight:
 * of the sums, not a mean. Not thread-safe.
 */
public final class TextSums {
    /** Numbers that there are to save. */
    public static final int SIZE = 14;

    private static final int ORDERS = 4;
    private static final int EXACT = 1;
    private static final int ROUGE_L = 2;
    private static final int CHRF = 3;
    private static final int MATCHES = 4;
    private static final int TOTALS = MATCHES + ORDERS;
    private static final int WORDS = TOTALS + ORDERS;
    private static final int REFERENCE_WORDS = WORDS + 1;

    private final double fading;
    private final double[] sums;

    /**
     * Everything there is to save; exact.
     *
     * @param fading φ
     * @param sums weight, exact matches, ROUGE-L, chrF, n-grams' matches and totals by order, words, the references' words
     */
    public record State(double fading, List<Double> sums) {}

    /**
     * Creates one without texts.
     *
     * @param fading φ in (0, 1]
     */
    public TextSums(double fading) {
        this(fading, new double[SIZE]);
    }

    /** Loads one: it goes on as if it had never been saved. */
    public TextSums(State state) {
        this(state.fading, state.sums.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private TextSums(double fading, double[] sums) {
        if (!(fading > 0 && fading <= 1) || sums.length != SIZE) {
            throw new IllegalArgumentException(
                    "fading must be in (0, 1], and " + SIZE + " sums, got " + fading + " and " + sums.length);
        }
        this.fading = fading;
        this.sums = sums;
    }

    /** Loads one from what {@link #save} wrote. */
    public static TextSums load(double fading, DoubleBuffer from) {
        double[] sums = new double[SIZE];
        from.get(sums);
        return new TextSums(fading, sums);
    }

    /** Writes all sums, {@link #SIZE} numbers. */
    public void save(DoubleBuffer to) {
        to.put(sums);
    }

    /** Returns what to save. */
    public State state() {
        return new State(fading, DoubleStream.of(sums).boxed().toList());
    }

    /** Adds a text. */
    public void add(ScoredText text) {
        if (fading < 1) {
            for (int i = 0; i < SIZE; i++) {
                sums[i] *= fading;
            }
        }
        sums[0]++;
        sums[EXACT] += text.exact() ? 1 : 0;
        sums[ROUGE_L] += text.rougeL();
        sums[CHRF] += text.chrf();
        for (int n = 1; n <= ORDERS; n++) {
            sums[MATCHES + n - 1] += text.matches().get(n - 1);
            sums[TOTALS + n - 1] += Math.max(0, text.words() - n + 1);
        }
        sums[WORDS] += text.words();
        sums[REFERENCE_WORDS] += text.referenceWords();
    }

    /** Returns the number of texts; where they fade, the sum of their weights. */
    public double weight() {
        return sums[0];
    }

    /** Returns the share of texts with the words of their reference, NaN without a text. */
    public double exactMatch() {
        return sums[EXACT] / sums[0];
    }

    /** Returns the mean of ROUGE-L, NaN without a text. */
    public double rougeL() {
        return sums[ROUGE_L] / sums[0];
    }

    /** Returns the mean of chrF, NaN without a text. */
    public double chrf() {
        return sums[CHRF] / sums[0];
    }

    /** Returns BLEU of all texts together, in [0, 1]: 0 without a match of four words. */
    public double bleu() {
        return Bleu.score(
                Arrays.copyOfRange(sums, MATCHES, MATCHES + ORDERS),
                Arrays.copyOfRange(sums, TOTALS, TOTALS + ORDERS),
                sums[WORDS],
                sums[REFERENCE_WORDS]);
    }
}
