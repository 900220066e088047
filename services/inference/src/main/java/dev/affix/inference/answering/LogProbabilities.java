package dev.affix.inference.answering;

import java.util.ArrayList;
import java.util.List;

/** Reads an answer of the model: natural logarithms of probabilities. */
public final class LogProbabilities {
    private LogProbabilities() {}

    /** Returns the index of the most probable class; the first of equal ones. */
    public static int best(float[] logProbabilities) {
        int best = 0;
        for (int i = 1; i < logProbabilities.length; i++) {
            if (logProbabilities[i] > logProbabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Returns them as a list that JSON can carry: a class whose probability is 0 in float32 gets the smallest logarithm.
     *
     * @throws ArithmeticException if one is not a number: no adapter that passed the checks gives that
     */
    public static List<Float> list(float[] logProbabilities) {
        List<Float> list = new ArrayList<>(logProbabilities.length);
        for (float value : logProbabilities) {
            if (Float.isNaN(value)) {
                throw new ArithmeticException("The model answered with a value that is not a number");
            }
            list.add(Math.max(value, -Float.MAX_VALUE));
        }
        return list;
    }
}
