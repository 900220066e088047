package dev.affix.metrics.api;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.join.Counts;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.PrequentialScore;
import java.util.List;
import java.util.stream.IntStream;

/** Makes documents of the state. */
public final class LiveDocuments {
    private final StateReader state;
    private final int window;

    /**
     * Creates one.
     *
     * @param window examples of the rolling accuracy, for arms without examples
     */
    public LiveDocuments(StateReader state, int window) {
        this.state = state;
        this.window = window;
    }

    /** Returns the document of an experiment, without a time. */
    public LiveDocument of(Experiment experiment) {
        // One read of the scores, so that arms, pairs and watermark belong together.
        Scoreboard scores = state.scoreboard(experiment.name());
        return new LiveDocument(
                experiment.name(),
                experiment.task(),
                experiment.status(),
                experiment.mode(),
                experiment.alpha(),
                experiment.margin(),
                experiment.primaryScore(),
                null,
                LiveCounts.of(state.counts(experiment.name()), state.counts(Counts.NO_EXPERIMENT)),
                state.guards(experiment),
                arms(experiment, scores),
                pairs(experiment, scores));
    }

    /** Returns the arms of an experiment. */
    List<LiveArm> arms(Experiment experiment, Scoreboard scores) {
        return experiment.arms().stream()
                .map(arm -> arm(experiment.name(), arm, scores))
                .toList();
    }

    private LiveArm arm(String experiment, Arm arm, Scoreboard scores) {
        PrequentialScore.State saved = scores.arms().get(arm.name());
        return LiveArm.of(
                arm.name(),
                arm.hyperparameters().variant(),
                saved == null ? null : new PrequentialScore(saved),
                LiveScores.of(state.detail(experiment, arm.name())),
                window,
                state.armCurve(experiment, arm.name()),
                state.versions(experiment, arm.name()));
    }

    /** Returns the pairs of an experiment. */
    List<LivePair> pairs(Experiment experiment, Scoreboard scores) {
        List<Pair> pairs = Pair.of(experiment);
        List<PairReport> reports = pairs.stream()
                .map(pair -> {
                    PairState saved = scores.pairs().get(pair.key());
                    return PairReport.of(experiment, saved == null ? DifferenceSums.NONE : saved.total());
                })
                .toList();
        List<Boolean> holds = PairReport.holdForAllPairs(reports, experiment.alpha());
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> LivePair.of(
                        experiment,
                        pairs.get(i),
                        reports.get(i),
                        scores.pairs().getOrDefault(pairs.get(i).key(), PairState.NONE),
                        holds.get(i),
                        state.pairCurve(experiment.name(), pairs.get(i)),
                        scores.positions()))
                .toList();
    }
}
