package dev.affix.standalone.demo;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Hyperparameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The variants that a demo can compare, each with the learning rate that suited it best on the default backbone and
 * stream: good rates differ by a hundred times between variants, so that one shared rate would decide the comparison.
 */
enum ArmPreset {
    LINEAR_PROBE(0, 0, 0),
    NO_SHARE(16, 0, 0.1),
    SIMPLE_SHARE(16, 0, 0.03),
    DEEP_SHARE(16, 48, 0.001),
    SEPARATE_MLP(16, 48, 0.001),
    /** Its rate was not searched: that of simple-share, whose first layer it is. */
    PROMPT_TUNING(16, 0, 0.03);

    private static final double HEAD_LEARNING_RATE = 0.01;
    private static final double WEIGHT_DECAY = 0;
    private static final double MAX_GRADIENT_NORM = 1;
    private static final int BATCH_SIZE = 16;

    private final int prefixLength;
    private final int mlpHidden;
    private final double prefixLearningRate;

    ArmPreset(int prefixLength, int mlpHidden, double prefixLearningRate) {
        this.prefixLength = prefixLength;
        this.mlpHidden = mlpHidden;
        this.prefixLearningRate = prefixLearningRate;
    }

    /** Returns the variant's name, which is also the arm's. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the preset of a variant's name. */
    static Optional<ArmPreset> of(String label) {
        return Stream.of(values())
                .filter(preset -> preset.label().equals(label))
                .findFirst();
    }

    /** Returns the names of all. */
    static List<String> labels() {
        return Stream.of(values()).map(ArmPreset::label).toList();
    }

    /** Returns the arm, with weights initialized from a seed. */
    Arm arm(long seed) {
        return new Arm(
                label(),
                new Hyperparameters(
                        label(),
                        prefixLength,
                        mlpHidden,
                        prefixLearningRate,
                        HEAD_LEARNING_RATE,
                        WEIGHT_DECAY,
                        MAX_GRADIENT_NORM,
                        BATCH_SIZE,
                        seed));
    }
}
