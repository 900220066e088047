package dev.affix.lab.precision;

import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.training.Schedule;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One adapter to be tuned, and to be served in every precision.
 *
 * @param seed of split, initialization and order of batches
 * @param tunedIn numbers of the backbone's matrices while it is tuned
 */
record Trial(Variant variant, long seed, Precision tunedIn) {
    /** Returns the settings: the variant's preset, decaying linearly to 0 over a number of steps. */
    TrainingSettings settings(int steps, int batch) {
        TrainingSettings preset = TrainingSettings.preset(variant, seed);
        return new TrainingSettings(
                preset.parameterization(),
                preset.optimizer(),
                preset.prefixLearningRate(),
                preset.mlpLearningRate(),
                preset.headLearningRate(),
                preset.weightDecay(),
                new Schedule(Schedule.Kind.LINEAR, 0, steps),
                preset.maxGradientNorm(),
                batch,
                preset.microBatchSize(),
                seed);
    }

    /**
     * Returns everything that the result depends on.
     *
     * @param material what is the same for all trials
     */
    Map<String, Object> key(Map<String, Object> material) {
        Map<String, Object> key = new LinkedHashMap<>(material);
        key.put("variant", variant.label());
        key.put("seed", seed);
        key.put("tunedIn", tunedIn.name());
        return key;
    }
}
