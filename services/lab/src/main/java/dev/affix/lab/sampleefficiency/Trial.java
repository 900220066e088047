package dev.affix.lab.sampleefficiency;

import dev.affix.prefix.training.Schedule;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One adapter to be tuned and scored.
 *
 * @param tuning true to score on the validation part, for the choice of a rate; false to score on the seed's test part
 * @param seed of split, initialization and order; while rates are chosen the split is the same for all
 * @param examples how many to train on
 * @param rates learning rates, as factors on the preset
 */
record Trial(Variant variant, boolean tuning, long seed, int examples, Rates rates) {
    /** Returns the settings: the variant's preset with this rate, decaying linearly to 0. */
    TrainingSettings settings(Plan plan) {
        TrainingSettings preset = TrainingSettings.preset(variant, seed);
        double prefix = preset.prefixLearningRate() * rates.prefixFactor();
        return new TrainingSettings(
                preset.parameterization(),
                preset.optimizer(),
                prefix,
                prefix,
                preset.headLearningRate() * rates.headFactor(),
                preset.weightDecay(),
                new Schedule(Schedule.Kind.LINEAR, 0, plan.steps(examples)),
                preset.maxGradientNorm(),
                plan.batch(),
                preset.microBatchSize(),
                seed);
    }

    /**
     * Returns everything that the result depends on.
     *
     * @param material what is the same for all trials: data set, backbone, length of texts
     */
    Map<String, Object> key(Plan plan, Map<String, Object> material) {
        TrainingSettings settings = settings(plan);
        Map<String, Object> key = new LinkedHashMap<>(material);
        key.put("variant", variant.label());
        key.put("purpose", tuning ? "tuning" : "test");
        key.put("seed", seed);
        key.put("examples", examples);
        key.put("scored", tuning ? plan.validation() : plan.test());
        key.put("setAside", plan.tuning() + plan.validation());
        key.put("steps", plan.steps(examples));
        key.put("batch", plan.batch());
        key.put("schedule", "linear");
        key.put("optimizer", settings.optimizer().name());
        key.put("prefixLength", settings.prefixLength());
        key.put("mlpHidden", settings.parameterization().mlpHidden());
        key.put("prefixRate", settings.prefixLearningRate());
        key.put("headRate", settings.headLearningRate());
        return key;
    }
}
