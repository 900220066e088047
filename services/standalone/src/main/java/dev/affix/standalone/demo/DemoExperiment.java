package dev.affix.standalone.demo;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.datasets.Dataset;
import dev.affix.standalone.replay.TextLength;
import java.util.List;

/** The experiments that a demo runs: the one it is about, and an A/A control beside it. */
final class DemoExperiment {
    private static final double MARGIN = 0.01;
    private static final double ALPHA = 0.05;
    private static final String CONTROL = "-aa";
    /** So that the control's name is one too. */
    private static final int LONGEST = 60;

    private DemoExperiment() {}

    /** Returns the experiment to create. Same data set and settings: same experiment. */
    static Experiment of(Dataset dataset, DemoSettings settings) {
        List<Arm> arms = settings.arms().stream()
                .map(preset -> preset.arm(settings.seed()))
                .toList();
        return experiment(dataset.name(), dataset, settings, arms, Experiment.Mode.PAIRED);
    }

    /**
     * Returns the A/A control: two arms of the same settings and seed, each answering half of the requests. Whatever verdict falls
     * on them is a false alarm. They are linear probes: the cheapest there is to tune, and the statistics do not care.
     */
    static Experiment control(Dataset dataset, DemoSettings settings) {
        Hyperparameters same = ArmPreset.LINEAR_PROBE.arm(settings.seed()).hyperparameters();
        List<Arm> arms = List.of(new Arm("same-1", same), new Arm("same-2", same));
        return experiment(controlName(dataset.name()), dataset, settings, arms, Experiment.Mode.SPLIT);
    }

    /** Returns the name of a data set's control. */
    static String controlName(String dataset) {
        return dataset.substring(0, Math.min(dataset.length(), LONGEST)) + CONTROL;
    }

    private static Experiment experiment(
            String name, Dataset dataset, DemoSettings settings, List<Arm> arms, Experiment.Mode mode) {
        return new Experiment(
                name,
                dataset.name(),
                dataset.labels(),
                arms,
                Experiment.Score.ACCURACY,
                MARGIN,
                ALPHA,
                mode,
                settings.publishEvery(),
                null,
                TextLength.ATTRIBUTE,
                null,
                null,
                null);
    }
}
