package dev.affix.statistics.score;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last so many answers, and their scores computed anew when asked: exact, with no rounding left behind. Not thread-safe. */
public final class SlidingScores {
    private final int size;
    private final Deque<ScoredAnswer> answers = new ArrayDeque<>();

    /** Creates one of {@code size} answers, at least 1. */
    public SlidingScores(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a window has at least one answer, got " + size);
        }
        this.size = size;
    }

    /** Loads one from {@link #answers}. */
    public SlidingScores(int size, List<ScoredAnswer> answers) {
        this(size);
        answers.forEach(this::add);
    }

    /** Adds an answer; the oldest goes if there are more than fit. */
    public void add(ScoredAnswer answer) {
        if (answers.size() == size) {
            answers.removeFirst();
        }
        answers.addLast(answer);
    }

    /** Returns the answers in the window, the oldest first: all there is to save. */
    public List<ScoredAnswer> answers() {
        return List.copyOf(answers);
    }

    /** Returns their scores; the parameters are those of {@link ClassScores}. */
    public ClassScores scores(int classes, int bins, int ranks) {
        ClassScores scores = new ClassScores(classes, bins, ranks, 1);
        answers.forEach(scores::add);
        return scores;
    }
}
