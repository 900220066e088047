package dev.affix.standalone.demo;

import dev.affix.contracts.Experiment;
import dev.affix.datasets.Dataset;

/** The experiment that a demo runs. */
final class DemoExperiment {
    private static final double MARGIN = 0.01;
    private static final double ALPHA = 0.05;

    private DemoExperiment() {}

    /** Returns the experiment to create. Same data set and settings: same experiment. */
    static Experiment of(Dataset dataset, DemoSettings settings) {
        return new Experiment(
                dataset.name(),
                dataset.name(),
                dataset.labels(),
                settings.arms().stream()
                        .map(preset -> preset.arm(settings.seed()))
                        .toList(),
                Experiment.Score.ACCURACY,
                MARGIN,
                ALPHA,
                Experiment.Mode.PAIRED,
                settings.publishEvery(),
                null,
                null,
                null);
    }
}
