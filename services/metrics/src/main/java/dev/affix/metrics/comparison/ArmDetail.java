package dev.affix.metrics.comparison;

import dev.affix.statistics.score.ClassScores;
import dev.affix.statistics.score.TextSums;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * An arm's scores that need more than right or wrong: since the start and faded, by class, by confidence and by rank, or of its texts; by segment;
 * what its answers took. Of an arm that generates texts the scores of labels stay empty, and the other way round. The newest answers are kept beside the sums, see {@link AnswerBlock}. Mutable; one thread.
 */
public final class ArmDetail {
    /** Bins of the reliability diagram (Guo et al., arXiv 1706.04599, take 15 of some thousand answers). */
    public static final int BINS = 10;
    /** The greatest k of top-k. */
    public static final int RANKS = 5;
    /** Fewest classes that scores have, those of an arm without labels too. */
    private static final int CLASSES = 2;

    private final int window;
    private final ClassScores scores;
    private final ClassScores faded;
    private final TextSums texts;
    private final TextSums fadedTexts;
    private final Segments segments;
    /** Full blocks that are not stored yet; of more than are kept the newest. */
    private final Deque<AnswerBlock> full = new ArrayDeque<>();
    /** The block at hand. */
    private final List<Answer> newest = new ArrayList<>(AnswerBlock.SIZE);

    private CostSums costs;
    private long blocks;
    /** Answers of the block at hand, as it is stored, that the sums have already. */
    private int summed;

    /**
     * What is stored of the sums; with the blocks of answers it is everything.
     *
     * @param window answers of the window; 0 in what an older version stored, which had none
     * @param scores since the first answer
     * @param faded with weights that fall to 1/e over a window's length
     * @param texts of texts since the first answer
     * @param fadedTexts the same with such weights
     * @param blocks full blocks of answers so far
     * @param newest answers since then that are in the sums; 0 in what an older version stored, which stored sums at full blocks alone
     */
    public record Saved(
            int window,
            ClassScores scores,
            ClassScores faded,
            TextSums texts,
            TextSums fadedTexts,
            Segments.State segments,
            CostSums costs,
            long blocks,
            int newest) {}

    /**
     * Creates one without examples.
     *
     * @param classes of the experiment; 0 if its arms generate texts
     * @param window answers of the window
     */
    public ArmDetail(int classes, int window) {
        this(withoutAnswers(Math.max(CLASSES, classes)), window);
    }

    private static ClassScores withoutAnswers(int classes) {
        return new ClassScores(classes, BINS, Math.min(RANKS, classes), 1);
    }

    private ArmDetail(ClassScores scores, int window) {
        this(new Saved(
                window,
                scores,
                new ClassScores(scores.classes(), BINS, scores.ranks(), fading(window)),
                new TextSums(1),
                new TextSums(fading(window)),
                Segments.State.NONE,
                CostSums.NONE,
                0,
                0));
    }

    /** Loads what an older version stored: scores since the start alone. */
    public static ArmDetail withoutWindow(ClassScores scores) {
        return new ArmDetail(scores, 0);
    }

    /** Loads one: {@link #resume} brings the answers of the block at hand. */
    public ArmDetail(Saved saved) {
        window = saved.window;
        scores = saved.scores;
        faded = saved.faded;
        texts = saved.texts;
        fadedTexts = saved.fadedTexts;
        segments = new Segments(saved.segments);
        costs = saved.costs;
        blocks = saved.blocks;
        summed = saved.newest;
    }

    /** Answers so far back as a window is long weigh 1/e of the newest. */
    static double fading(int window) {
        return 1 - 1.0 / Math.max(2, window);
    }

    /** Returns what to save. */
    public Saved saved() {
        // Loaded and not resumed, it has none of the block's answers at hand.
        return new Saved(
                window,
                scores,
                faded,
                texts,
                fadedTexts,
                segments.state(),
                costs,
                blocks,
                Math.max(summed, newest.size()));
    }

    /** Returns these scores with a window from now on, if an older version stored them without one. */
    ArmDetail windowed(int size) {
        return window == 0 ? new ArmDetail(scores, size) : this;
    }

    /** Adds an answer. */
    void add(Answer answer) {
        if (answer.scored() != null) {
            scores.add(answer.scored());
            faded.add(answer.scored());
        }
        if (answer.text() != null) {
            texts.add(answer.text());
            fadedTexts.add(answer.text());
        }
        if (answer.segment() != null) {
            segments.add(answer.segment(), answer);
        }
        if (answer.cost() != null) {
            costs = costs.plus(answer.cost());
        }
        keep(answer);
    }

    private void keep(Answer answer) {
        newest.add(answer);
        if (newest.size() == AnswerBlock.SIZE) {
            full.addLast(block());
            if (full.size() > AnswerBlock.kept(window)) {
                full.removeFirst();
            }
            newest.clear();
            blocks++;
            summed = 0;
        }
    }

    /** Takes the block at hand, if it is that one, and adds those of its answers that the sums do not have. */
    public void resume(AnswerBlock block) {
        if (block.number() != blocks || !newest.isEmpty()) {
            return;
        }
        List<Answer> answers = block.answers();
        newest.addAll(answers.subList(0, Math.min(summed, answers.size())));
        answers.subList(newest.size(), answers.size()).forEach(this::add);
    }

    private AnswerBlock block() {
        return new AnswerBlock(blocks, List.copyOf(newest));
    }

    /** Returns the blocks with answers that were not there when this was called last, oldest first: to be stored with the sums. */
    public List<AnswerBlock> unstored() {
        List<AnswerBlock> unstored = new ArrayList<>(full);
        full.clear();
        if (!newest.isEmpty()) {
            unstored.add(block());
        }
        return unstored;
    }

    /** Returns where among an arm's blocks the block at hand is stored. */
    public int place() {
        return place(blocks);
    }

    /** Returns where among an arm's blocks one is stored: it takes the place of one that no window needs. */
    public int place(long block) {
        return (int) (block % AnswerBlock.kept(window));
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

    /** Returns the scores of texts since the first. */
    public TextSums texts() {
        return texts;
    }

    /** Returns the exponentially faded scores of texts. */
    public TextSums fadedTexts() {
        return fadedTexts;
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
