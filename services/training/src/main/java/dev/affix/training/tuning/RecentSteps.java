package dev.affix.training.tuning;

import dev.affix.prefix.training.StepReport;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The last steps of an arm, for progress. Not thread-safe. */
final class RecentSteps {
    static final int WINDOW = 50;

    private final Deque<StepReport> steps = new ArrayDeque<>();

    void add(StepReport report) {
        steps.addLast(report);
        if (steps.size() > WINDOW) {
            steps.removeFirst();
        }
    }

    @Nullable
    Double loss() {
        return steps.isEmpty() ? null : (Double) steps.getLast().loss();
    }

    @Nullable
    Double gradientNorm() {
        return steps.isEmpty() ? null : (Double) steps.getLast().gradientNorm();
    }

    @Nullable
    Double meanLoss() {
        return steps.isEmpty()
                ? null
                : (Double)
                        steps.stream().mapToDouble(StepReport::loss).average().orElse(0);
    }
}
