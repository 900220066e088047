package dev.affix.inference.answering;

import dev.affix.contracts.AnswerCost;
import java.util.List;

/**
 * A row's answer.
 *
 * @param logProbabilities natural logarithms, in the order of the version's labels
 * @param cost what it took
 */
@SuppressWarnings("ArrayRecordComponent") // Numbers pass through; nothing compares answers.
public record RowAnswer(float[] logProbabilities, AnswerCost cost) {
    /** Returns the numbers of some answers, in their order. */
    public static List<float[]> logProbabilities(List<RowAnswer> answers) {
        return answers.stream().map(RowAnswer::logProbabilities).toList();
    }
}
