package dev.affix.metrics.comparison;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.TextScore;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.ExperimentLookup;
import dev.affix.metrics.join.Released;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.PrequentialScore;
import dev.affix.statistics.SplitComparison;
import dev.affix.statistics.score.ScoredAnswer;
import dev.affix.statistics.score.ScoredText;
import dev.affix.statistics.score.TextSums;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes released outcomes and keeps each experiment's scores, comparisons, curves and versions. A verdict goes out when a
 * pair's outcome changes and after every so many examples. One thread.
 */
public final class Comparing {
    private final ComparisonState state;
    private final ExperimentLookup experiments;
    private final Consumer<Verdict> verdicts;
    private final int window;
    private final int verdictEvery;
    private final Map<String, Design> designs = new HashMap<>();

    /**
     * Creates one.
     *
     * @param window examples of the rolling accuracy
     * @param verdictEvery examples after which a pair's verdict goes out again though its outcome is the same
     */
    public Comparing(
            ComparisonState state,
            ExperimentLookup experiments,
            Consumer<Verdict> verdicts,
            int window,
            int verdictEvery) {
        this.state = state;
        this.experiments = experiments;
        this.verdicts = verdicts;
        this.window = window;
        this.verdictEvery = verdictEvery;
    }

    /** Takes the publication of a version. */
    public void published(String experiment, PublishedVersion event) {
        changeVersions(ComparisonState.armKey(experiment, event.arm()), versions -> versions.published(event));
    }

    /** While partitions are at different versions, their answers alternate: most changes change nothing. */
    private void changeVersions(String key, UnaryOperator<Versions> change) {
        Versions before = state.versions(key);
        Versions after = change.apply(before);
        if (!after.equals(before)) {
            state.putVersions(key, after);
        }
    }

    /** Takes the outcome of one prediction. */
    public void released(String name, Released released) {
        Design design = design(name);
        RunningScoreboard board = state.scoreboard(name);
        board.passed(released);
        Detail detail = released.detail();
        boolean drawn = design.isSplit() && detail != null && drawn(name, detail);
        for (ArmScore score : released.scores()) {
            scored(design, board, score, detail);
        }
        if (detail != null) {
            Guards saved = state.guards(name);
            Guards guards = saved == null ? new Guards(design.experiment()) : saved;
            guards.add(design, released, detail, drawn);
            state.putGuards(name, guards);
        }
        if (drawn || !design.isSplit()) {
            compared(design, board, released);
        }
        state.putScoreboard(name, board);
    }

    /** A definition that has changed is another object. */
    @SuppressWarnings("ReferenceEquality")
    private Design design(String name) {
        Experiment experiment = experiments.find(name);
        if (experiment == null) {
            throw new IllegalStateException("experiment '" + name + "' answered but is not known");
        }
        Design design = designs.get(name);
        if (design == null || design.experiment() != experiment) {
            design = new Design(experiment);
            designs.put(name, design);
        }
        return design;
    }

    /** Whether the arm was drawn for this request: not for another one of its unit before. */
    private boolean drawn(String experiment, Detail detail) {
        if (detail.unit() == null) {
            return detail.unitless();
        }
        String block = experiment + "/" + SeenUnits.block(detail.unit());
        byte[] seen = state.units(block);
        if (SeenUnits.has(seen, detail.unit())) {
            return false;
        }
        state.putUnits(block, SeenUnits.with(seen, detail.unit()));
        return true;
    }

    private void scored(Design design, RunningScoreboard board, ArmScore score, @Nullable Detail detail) {
        PrequentialScore arm = board.arm(score.arm(), window);
        // Texts have no log-loss; none is shown of them.
        arm.add(score.correct(), Objects.requireNonNullElse(score.logLoss(), 0.0));
        String key = design.armKey(score.arm());
        detailed(key, design, score, detail);
        Curve curve = state.curve(key, 2);
        if (curve.wants(arm.count())) {
            state.putCurve(key, curve.plus(arm.count(), point(design, key, arm)));
        }
        if (!score.digest().equals(board.serving(score.arm(), score.digest()))) {
            long rightBefore = Math.round(arm.accuracy() * arm.count()) - (score.correct() ? 1 : 0);
            changeVersions(key, versions -> versions.served(score.version(), score.digest(), arm.count(), rightBefore));
        }
    }

    /** Score since the start and of the newest: accuracy of labels, the primary score of texts, whose newest weigh most. */
    private double[] point(Design design, String key, PrequentialScore arm) {
        ArmDetail detail = design.generates() ? state.detail(key) : null;
        return detail == null
                ? new double[] {arm.accuracy(), arm.rollingAccuracy()}
                : new double[] {
                    primary(design.experiment(), detail.texts()), primary(design.experiment(), detail.fadedTexts())
                };
    }

    /** Returns the mean of an experiment's primary score over texts. */
    public static double primary(Experiment experiment, TextSums texts) {
        return switch (experiment.primaryScore()) {
            case ROUGE_L -> texts.rougeL();
            case CHRF -> texts.chrf();
            case ACCURACY, BRIER, EXACT_MATCH -> texts.exactMatch();
        };
    }

    private void detailed(String key, Design design, ArmScore score, @Nullable Detail detail) {
        if (detail == null || detail.label() == null) {
            return; // released before there were details
        }
        Answer answer = design.generates() ? text(score, detail) : label(design, score, detail);
        if (answer == null) {
            return;
        }
        ArmDetail saved = state.detail(key);
        ArmDetail arm =
                saved == null ? new ArmDetail(design.experiment().labels().size(), window) : saved.windowed(window);
        arm.add(answer);
        state.putDetail(key, arm);
    }

    private static @Nullable Answer label(Design design, ArmScore score, Detail detail) {
        Detail.Sureness sureness = detail.sureness().get(score.arm());
        if (sureness == null || detail.label() == null || score.brier() == null || score.logLoss() == null) {
            return null;
        }
        ScoredAnswer scored = new ScoredAnswer(
                design.label(detail.label()),
                design.label(score.predicted()),
                sureness.confidence(),
                sureness.rank(),
                // The contract's score is half of Brier's.
                2 * score.brier(),
                score.logLoss());
        return new Answer(scored, detail.segment(), detail.cost(score.arm()));
    }

    private static @Nullable Answer text(ArmScore score, Detail detail) {
        TextScore text = score.textScore();
        return text == null
                ? null
                : new Answer(
                        null,
                        new ScoredText(
                                score.correct(),
                                text.rougeL(),
                                text.chrf(),
                                text.matches(),
                                text.words(),
                                text.referenceWords()),
                        detail.segment(),
                        detail.cost(score.arm()));
    }

    private void compared(Design design, RunningScoreboard board, Released released) {
        @Nullable ArmScore[] scores = design.byPlace(released.scores());
        int partition = released.prediction().partition();
        Experiment.Score primary = design.experiment().primaryScore();
        for (Design.Match match : design.matches()) {
            ArmScore a = scores[match.placeA()];
            ArmScore b = scores[match.placeB()];
            ArmScore own = a == null ? b : a;
            if (own == null || (!design.isSplit() && (a == null || b == null))) {
                continue;
            }
            RunningPair pair = board.pair(match.key());
            long before = pair.examples();
            if (design.isSplit()) {
                SplitComparison.Assigned arm = a == null ? SplitComparison.Assigned.B : SplitComparison.Assigned.A;
                pair.add(design.split(), partition, arm, value(primary, own));
            } else if (a != null && b != null) {
                double difference = Comparison.difference(value(primary, a), value(primary, b));
                // Of texts that wins which scores higher: few are right to the word.
                pair.add(
                        partition,
                        difference,
                        primary.ofTexts() ? difference > 0 : a.correct(),
                        primary.ofTexts() ? difference < 0 : b.correct());
            }
            if (pair.examples() > before) {
                report(design, board, match, pair);
            }
        }
    }

    /** Of a pair that has a new example. */
    private void report(Design design, RunningScoreboard board, Design.Match match, RunningPair pair) {
        Curve curve = state.curve(match.curveKey(), PairReport.SERIES);
        if (curve.wants(pair.examples())) {
            state.putCurve(
                    match.curveKey(),
                    curve.plus(pair.examples(), pair.report(design).point()));
        }
        Verdict.Outcome outcome = pair.outcome(design);
        if (pair.due(outcome, verdictEvery)) {
            verdicts.accept(pair.report(design).verdict(design.experiment(), match.pair(), board));
            pair.report(outcome);
        }
    }

    private static double value(Experiment.Score score, ArmScore arm) {
        return switch (score) {
            case ACCURACY, EXACT_MATCH -> arm.correct() ? 1 : 0;
            case BRIER -> 1 - Objects.requireNonNull(arm.brier(), "a label has a Brier score");
            case ROUGE_L -> text(arm).rougeL();
            case CHRF -> text(arm).chrf();
        };
    }

    private static TextScore text(ArmScore arm) {
        return Objects.requireNonNull(arm.textScore(), "a text has its scores");
    }
}
