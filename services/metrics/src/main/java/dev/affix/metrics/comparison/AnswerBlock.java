package dev.affix.metrics.comparison;

import java.util.List;

/**
 * Consecutive answers of an arm, at most {@value #SIZE}: of a window's answers only the blocks that have new ones are stored anew.
 *
 * @param number of the block, from 0
 * @param answers oldest first
 */
public record AnswerBlock(long number, List<Answer> answers) {
    /** Answers of a full block. */
    public static final int SIZE = 16;

    /** Returns how many blocks are kept, so that the answers of a window are always among them. */
    public static int kept(int window) {
        return window / SIZE + 2;
    }
}
