package dev.affix.inference.answering;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Prediction;

/** What becomes of a request record: exactly one of these. */
public sealed interface Outcome {
    /**
     * It was answered.
     *
     * @param prediction the answers
     */
    record Answered(Prediction prediction) implements Outcome {}

    /**
     * It was refused.
     *
     * @param problem why
     */
    record Refused(InvalidRecordException problem) implements Outcome {}
}
