package dev.affix.contracts;

/**
 * What one answer took. Rows of all arms share calls of the engine, so that arms which answer the same requests share their
 * times too.
 *
 * @param queuedMicros microseconds that the row (one text for one arm) waited for a call of the engine
 * @param computedMicros microseconds of that call
 * @param rows rows that shared the call, this one among them
 * @param tokens of the text
 */
public record AnswerCost(long queuedMicros, long computedMicros, int rows, int tokens) {
    public AnswerCost {
        Check.atLeast(queuedMicros, 0, "queuedMicros");
        Check.atLeast(computedMicros, 0, "computedMicros");
        Check.atLeast(rows, 1, "rows");
        Check.atLeast(tokens, 0, "tokens");
    }
}
