package dev.affix.prefix.training;

import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import java.util.ArrayList;
import java.util.List;

/** Parameterizations for tests. */
final class Axes {
    private Axes() {}

    /** Every combination that is not refused, with 3 positions and hidden size 5: all but the linear probe. */
    static List<Parameterization> all() {
        List<Parameterization> all = new ArrayList<>();
        for (Sharing sharing : Sharing.values()) {
            for (Depth depth : Depth.values()) {
                for (MlpScope scope : MlpScope.values()) {
                    for (MlpDepth mlpDepth : MlpDepth.values()) {
                        for (Entry entry : Entry.values()) {
                            try {
                                all.add(new Parameterization(
                                        sharing,
                                        depth,
                                        scope,
                                        mlpDepth,
                                        mlpDepth == MlpDepth.ONE_HIDDEN ? 5 : 0,
                                        3,
                                        entry,
                                        Positions.FROM_ZERO,
                                        0,
                                        Initialization.normal(0.5)));
                            } catch (IllegalArgumentException refused) {
                                // ParameterizationTest says which and why.
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    static TrainingSettings settings(Parameterization axes) {
        return new TrainingSettings(axes, Optimizer.ADAMW, 0.02, 0.01, 0.05, 0.01, Schedule.constant(), 1, 16, 4, 3);
    }
}
