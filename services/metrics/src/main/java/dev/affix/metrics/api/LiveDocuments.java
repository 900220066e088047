package dev.affix.metrics.api;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.replica.ExperimentState;
import dev.affix.statistics.Power;
import dev.affix.statistics.PrequentialScore;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes documents of the state. */
public final class LiveDocuments {
    /** Before so many examples of a pair nothing is expected of it. */
    private static final long EXPECTED_FROM = 30;

    private final int window;

    /**
     * Creates one.
     *
     * @param window examples of the rolling accuracy, for arms without examples
     */
    public LiveDocuments(int window) {
        this.window = window;
    }

    /** Returns the document of an experiment, without a time. */
    public LiveDocument of(ExperimentState state) {
        Experiment experiment = state.experiment();
        Scoreboard scores = state.scoreboard();
        return new LiveDocument(
                experiment.name(),
                experiment.task(),
                experiment.status(),
                experiment.mode(),
                experiment.alpha(),
                experiment.margin(),
                experiment.primaryScore(),
                experiment.segmentBy(),
                null,
                LiveCounts.of(state.counts(), state.counts(Counts.NO_EXPERIMENT)),
                state.guards(),
                experiment.arms().stream().map(arm -> arm(state, arm, scores)).toList(),
                pairs(state, scores));
    }

    private LiveArm arm(ExperimentState state, Arm arm, Scoreboard scores) {
        PrequentialScore.State saved = scores.arms().get(arm.name());
        return LiveArm.of(
                state.experiment(),
                arm,
                saved == null ? null : new PrequentialScore(saved),
                state.detail(arm.name()),
                window,
                state.armCurve(arm.name()),
                state.versions(arm.name()));
    }

    private static List<LivePair> pairs(ExperimentState state, Scoreboard scores) {
        Experiment experiment = state.experiment();
        List<Pair> pairs = Pair.of(experiment);
        List<PairReport> reports = pairs.stream()
                .map(pair -> PairReport.of(experiment, scores.pair(pair)))
                .toList();
        List<Boolean> holds = PairReport.holdForAllPairs(reports, experiment.alpha());
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> LivePair.of(
                        experiment,
                        pairs.get(i),
                        reports.get(i),
                        scores.pair(pairs.get(i)),
                        expected(experiment, scores.pair(pairs.get(i)), reports.get(i)),
                        holds.get(i),
                        state.pairCurve(pairs.get(i)),
                        scores.positions()))
                .toList();
    }

    private static @Nullable Long expected(Experiment experiment, PairState pair, PairReport report) {
        if (report.outcome() != Verdict.Outcome.UNDECIDED || report.examples() < EXPECTED_FROM) {
            return null;
        }
        long expected = PairReport.expectedExamples(experiment, pair);
        return expected >= Power.MAX_EXAMPLES ? null : expected;
    }
}
