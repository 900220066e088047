package dev.affix.metrics.api;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An experiment in the list of experiments. */
public record ExperimentSummary(String name, String task, Experiment.@Nullable Status status, List<String> arms) {
    static ExperimentSummary of(Experiment experiment) {
        return new ExperimentSummary(
                experiment.name(),
                experiment.task(),
                experiment.status(),
                experiment.arms().stream().map(Arm::name).toList());
    }
}
