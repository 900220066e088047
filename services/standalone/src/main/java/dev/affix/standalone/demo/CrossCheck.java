package dev.affix.standalone.demo;

import dev.affix.standalone.audit.ArmTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what metrics says with what the scored records say, counted a second time by other code. */
final class CrossCheck {
    private static final double SAME = 1e-6;

    private CrossCheck() {}

    /** Returns one sentence per difference; empty when both agree. */
    static List<String> disagreements(LiveDocument live, Map<String, ArmTally> tallies) {
        List<String> disagreements = new ArrayList<>();
        for (LiveDocument.ArmState arm : live.arms()) {
            ArmTally tally = tallies.getOrDefault(arm.arm(), ArmTally.EMPTY);
            compare(disagreements, arm.arm(), "examples", (double) arm.examples(), (double) tally.examples());
            if (tally.examples() > 0) {
                compare(disagreements, arm.arm(), "accuracy", value(arm.accuracy()), tally.accuracy());
                compare(disagreements, arm.arm(), "log-loss", value(arm.logLoss()), tally.logLoss());
            }
        }
        return disagreements;
    }

    private static double value(@Nullable Double reported) {
        return reported == null ? Double.NaN : reported;
    }

    private static void compare(List<String> disagreements, String arm, String what, double reported, double counted) {
        if (!(Math.abs(reported - counted) <= SAME * Math.max(1, Math.abs(counted)))) {
            disagreements.add(String.format(
                    Locale.ROOT,
                    "metrics says %s of %s is %s, the scored records say %s",
                    what,
                    arm,
                    reported,
                    counted));
        }
    }
}
