package dev.affix.metrics.comparison;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.ExperimentLookup;
import dev.affix.metrics.join.Released;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.PrequentialScore;
import dev.affix.statistics.SplitComparison;
import dev.affix.statistics.score.ScoredAnswer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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
        Experiment experiment = experiments.find(name);
        if (experiment == null) {
            throw new IllegalStateException("experiment '" + name + "' answered but is not known");
        }
        Scoreboard before = state.scoreboard(name);
        Map<String, ArmScore> scores = new HashMap<>();
        released.scores().forEach(score -> scores.put(score.arm(), score));

        Map<Integer, Long> watermark = new TreeMap<>(before.watermark());
        watermark.put(released.prediction().partition(), released.prediction().offset() + 1);
        Map<String, String> serving = new LinkedHashMap<>(before.serving());
        Detail detail = released.detail();
        boolean split = experiment.mode() == Experiment.Mode.SPLIT;
        boolean drawn = split && detail != null && drawn(name, detail);
        Map<String, PairState> pairs = split
                ? drawn ? comparedSplit(experiment, before, released, scores) : before.pairs()
                : compared(experiment, before, released, scores);
        Scoreboard after = new Scoreboard(
                scored(experiment, before, released, serving),
                serving,
                pairs,
                watermark,
                Math.max(before.newest(), released.at()));
        if (detail != null) {
            Guards saved = state.guards(name);
            Guards guards = saved == null ? new Guards(experiment) : saved;
            guards.add(experiment, released, detail, drawn);
            state.putGuards(name, guards);
        }
        state.putScoreboard(name, reported(experiment, before, after));
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

    private Map<String, PrequentialScore.State> scored(
            Experiment experiment, Scoreboard before, Released released, Map<String, String> serving) {
        Map<String, PrequentialScore.State> arms = new LinkedHashMap<>(before.arms());
        for (ArmScore score : released.scores()) {
            PrequentialScore.State saved = arms.get(score.arm());
            PrequentialScore arm = saved == null ? new PrequentialScore(window) : new PrequentialScore(saved);
            arm.add(score.correct(), score.logLoss());
            arms.put(score.arm(), arm.state());
            String key = ComparisonState.armKey(experiment.name(), score.arm());
            detailed(key, experiment, score, released.detail());
            Curve curve = state.curve(key, 2);
            if (curve.wants(arm.count())) {
                state.putCurve(key, curve.plus(arm.count(), arm.accuracy(), arm.rollingAccuracy()));
            }
            if (!score.digest().equals(serving.put(score.arm(), score.digest()))) {
                long rightBefore = Math.round(arm.accuracy() * arm.count()) - (score.correct() ? 1 : 0);
                changeVersions(
                        key, versions -> versions.served(score.version(), score.digest(), arm.count(), rightBefore));
            }
        }
        return arms;
    }

    private void detailed(String key, Experiment experiment, ArmScore score, @Nullable Detail detail) {
        Detail.Sureness sureness = detail == null ? null : detail.sureness().get(score.arm());
        if (detail == null || sureness == null || detail.label() == null) {
            return; // released before there were details
        }
        ArmDetail saved = state.detail(key);
        ArmDetail arm = saved == null ? new ArmDetail(experiment.labels().size(), window) : saved.windowed(window);
        if (arm != saved) {
            state.putDetail(key, arm);
        }
        ScoredAnswer scored = new ScoredAnswer(
                experiment.labels().indexOf(detail.label()),
                experiment.labels().indexOf(score.predicted()),
                sureness.confidence(),
                sureness.rank(),
                // The contract's score is half of Brier's.
                2 * score.brier(),
                score.logLoss());
        arm.add(new Answer(scored, detail.segment(), detail.cost(score.arm())));
        state.putDetail(key, arm);
    }

    private static Map<String, PairState> compared(
            Experiment experiment, Scoreboard before, Released released, Map<String, ArmScore> scores) {
        Map<String, PairState> pairs = new LinkedHashMap<>(before.pairs());
        for (Pair pair : Pair.of(experiment)) {
            ArmScore a = scores.get(pair.armA());
            ArmScore b = scores.get(pair.armB());
            if (a != null && b != null) {
                double difference =
                        Comparison.difference(value(experiment.primaryScore(), a), value(experiment.primaryScore(), b));
                PairState pairState = pairs.getOrDefault(pair.key(), PairState.NONE);
                pairs.put(
                        pair.key(),
                        pairState.plus(released.prediction().partition(), difference, a.correct(), b.correct()));
            }
        }
        return pairs;
    }

    private static Map<String, PairState> comparedSplit(
            Experiment experiment, Scoreboard before, Released released, Map<String, ArmScore> scores) {
        Map<String, PairState> pairs = new LinkedHashMap<>(before.pairs());
        SplitComparison comparison = PairReport.splitComparison(experiment);
        int partition = released.prediction().partition();
        for (Pair pair : Pair.of(experiment)) {
            ArmScore a = scores.get(pair.armA());
            ArmScore b = scores.get(pair.armB());
            ArmScore own = a == null ? b : a;
            if (own != null) {
                PairState pairState = pairs.getOrDefault(pair.key(), PairState.NONE);
                SplitComparison.Assigned arm = a == null ? SplitComparison.Assigned.B : SplitComparison.Assigned.A;
                pairs.put(
                        pair.key(), pairState.plus(comparison, partition, arm, value(experiment.primaryScore(), own)));
            }
        }
        return pairs;
    }

    /** Of the pairs that have a new example. */
    private Scoreboard reported(Experiment experiment, Scoreboard before, Scoreboard board) {
        Map<String, PairState> pairs = new LinkedHashMap<>(board.pairs());
        for (Pair pair : Pair.of(experiment)) {
            PairState pairState = pairs.get(pair.key());
            long examples = pairState == null ? 0 : pairState.examples();
            if (pairState != null && examples > before.pair(pair).examples()) {
                String key = ComparisonState.pairKey(experiment.name(), pair);
                Curve curve = state.curve(key, PairReport.SERIES);
                if (curve.wants(examples)) {
                    state.putCurve(
                            key,
                            curve.plus(
                                    examples,
                                    PairReport.of(experiment, pairState).point()));
                }
                Verdict.Outcome outcome = PairReport.outcome(experiment, pairState);
                if (outcome != pairState.reported() || examples >= pairState.reportedAt() + verdictEvery) {
                    verdicts.accept(PairReport.of(experiment, pairState).verdict(experiment, pair, board));
                    pairs.put(pair.key(), pairState.reported(outcome, examples));
                }
            }
        }
        return new Scoreboard(board.arms(), board.serving(), pairs, board.watermark(), board.newest());
    }

    private static double value(Experiment.Score score, ArmScore arm) {
        return switch (score) {
            case ACCURACY -> arm.correct() ? 1 : 0;
            case BRIER -> 1 - arm.brier();
        };
    }
}
