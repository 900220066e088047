package dev.affix.metrics.comparison;

import dev.affix.statistics.score.ClassScores;
import java.util.ArrayList;
import java.util.List;

/**
 * An arm's scores that need more than right or wrong: since the start and faded, by class, by confidence and by rank; by segment;
 * what its answers took. The newest answers are kept beside the sums, see {@link AnswerBlock}. Mutable, so that an example
 * costs no copy of all classes; one thread.
 */
public final class ArmDetail {
    /** Bins of the reliability diagram (Guo et al., arXiv 1706.04599, take 15 of some thousand answers). */
    public static final int BINS = 10;
    /** The greatest k of top-k. */
    public static final int RANKS = 5;

    private final int window;
    private final ClassScores scores;
    private final ClassScores faded;
    private final Segments segments;
    private final List<Answer> newest = new ArrayList<>(AnswerBlock.SIZE);
    private CostSums costs;
    private long blocks;

    /**
     * What is stored when a block is full; with the answers since then it is everything.
     *
     * @param window answers of the window; 0 in what an older version stored, which had none
     * @param scores since the first answer
     * @param faded with weights that fall to 1/e over a window's length
     * @param blocks full blocks of answers so far
     */
    public record Saved(
            int window, ClassScores scores, ClassScores faded, Segments.State segments, CostSums costs, long blocks) {}

    /**
     * Creates one without examples.
     *
     * @param classes of the experiment
     * @param window answers of the window
     */
    public ArmDetail(int classes, int window) {
        this(new ClassScores(classes, BINS, Math.min(RANKS, classes), 1), window);
    }

    private ArmDetail(ClassScores scores, int window) {
        this(new Saved(
                window,
                scores,
                new ClassScores(scores.classes(), BINS, scores.ranks(), fading(window)),
                Segments.State.NONE,
                CostSums.NONE,
                0));
    }

    /** Loads what an older version stored: scores since the start alone. */
    public static ArmDetail withoutWindow(ClassScores scores) {
        return new ArmDetail(scores, 0);
    }

    /** Loads one as it was when its last block was full: {@link #resume} brings the answers since then. */
    public ArmDetail(Saved saved) {
        window = saved.window;
        scores = saved.scores;
        faded = saved.faded;
        segments = new Segments(saved.segments);
        costs = saved.costs;
        blocks = saved.blocks;
    }

    /** Answers so far back as a window is long weigh 1/e of the newest. */
    static double fading(int window) {
        return 1 - 1.0 / Math.max(2, window);
    }

    /** Returns what to save between two blocks. */
    public Saved saved() {
        if (!newest.isEmpty()) {
            throw new IllegalStateException(newest.size() + " answers are not in a full block yet");
        }
        return new Saved(window, scores, faded, segments.state(), costs, blocks);
    }

    /** Returns these scores with a window from now on, if an older version stored them without one. */
    ArmDetail windowed(int size) {
        return window == 0 ? new ArmDetail(scores, size) : this;
    }

    /** Adds an answer. */
    void add(Answer answer) {
        scores.add(answer.scored());
        faded.add(answer.scored());
        if (answer.segment() != null) {
            segments.add(answer.segment(), answer);
        }
        if (answer.cost() != null) {
            costs = costs.plus(answer.cost());
        }
        newest.add(answer);
    }

    /** Adds the answers of the block at hand, if it is that one: it goes on as if it had never been saved. */
    public void resume(AnswerBlock block) {
        if (block.number() == blocks && newest.isEmpty()) {
            block.answers().forEach(this::add);
        }
    }

    /** Returns the block at hand, to be stored after each answer. */
    public AnswerBlock block() {
        return new AnswerBlock(blocks, List.copyOf(newest));
    }

    /** Returns where among an arm's blocks that block is stored: it takes the place of one that no window needs. */
    public int place() {
        return (int) (blocks % AnswerBlock.kept(window));
    }

    /** Begins the next block if this one is full; then, and before the first answer, {@link #saved} is to be stored. */
    public boolean turn() {
        if (newest.size() == AnswerBlock.SIZE) {
            newest.clear();
            blocks++;
        }
        return newest.isEmpty();
    }

    /** Returns the size of the window, 0 if it has none yet. */
    public int window() {
        return window;
    }

    /** Returns the scores since the first example. */
    public ClassScores scores() {
        return scores;
    }

    /** Returns the exponentially faded scores. */
    public ClassScores faded() {
        return faded;
    }

    /** Returns the scores by segment. */
    public Segments.State segments() {
        return segments.state();
    }

    /** Returns what the answers took. */
    public CostSums costs() {
        return costs;
    }
}
