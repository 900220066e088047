package dev.affix.metrics.api;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.GuardReport;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An experiment in the list of experiments.
 *
 * @param scored labelled predictions
 * @param pairs pairs of arms that are compared
 * @param decided of these, those with a verdict now
 * @param guardsTripped guards that have tripped
 * @param samePolicy whether all pairs are A/A controls: arms of the same settings and seed
 * @param falseAlarms verdicts that one of such arms is better
 */
public record ExperimentSummary(
        String name,
        String task,
        Experiment.@Nullable Status status,
        Experiment.Mode mode,
        List<String> arms,
        long scored,
        int pairs,
        int decided,
        int guardsTripped,
        boolean samePolicy,
        long falseAlarms) {
    static ExperimentSummary of(LiveDocument live) {
        List<LivePair> pairs = live.pairs();
        return new ExperimentSummary(
                live.experiment(),
                live.task(),
                live.status(),
                live.mode(),
                live.arms().stream().map(LiveArm::arm).toList(),
                live.counts().scored(),
                pairs.size(),
                (int) pairs.stream()
                        .filter(pair -> pair.verdict() != Verdict.Outcome.UNDECIDED)
                        .count(),
                (int) live.guards().stream().filter(GuardReport::tripped).count(),
                !pairs.isEmpty() && pairs.stream().allMatch(LivePair::samePolicy),
                pairs.stream()
                        .map(LivePair::falseAlarms)
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum());
    }
}
