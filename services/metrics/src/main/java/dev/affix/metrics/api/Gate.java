package dev.affix.metrics.api;

import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.GuardReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pair told from its challenger, for those who automate on it: flat, and without curves.
 *
 * @param n paired examples
 * @param difference mean of score(challenger) − score(control), absent before the first example
 * @param lower lower end of its confidence sequence
 * @param upper upper end of it
 * @param verdict {@code better}, {@code worse}, {@code equivalent} or {@code undecided}, of the challenger
 * @param holdsForAllPairs whether better or worse also holds when every pair is judged together
 * @param guardsTripped names of the guards that have tripped, none if the comparison can be trusted
 * @param promote whether the challenger is better, for all pairs, and no guard has tripped
 * @param notWorse the same, or equivalent, and no guard has tripped
 * @param rollback whether the challenger is worse; guards do not keep from going back
 */
public record Gate(
        String experiment,
        String challenger,
        String control,
        long n,
        @Nullable Double difference,
        @Nullable Double lower,
        @Nullable Double upper,
        String verdict,
        boolean holdsForAllPairs,
        List<String> guardsTripped,
        boolean promote,
        boolean notWorse,
        boolean rollback) {
    /** What a webhook may ask for. */
    public enum Condition {
        /** {@link Gate#promote}. */
        BETTER,
        /** {@link Gate#notWorse}. */
        NOT_WORSE,
        /** {@link Gate#rollback}. */
        WORSE
    }

    /**
     * Returns the gate of two arms, in either order.
     *
     * @throws UnknownPairException if they are not compared
     */
    static Gate of(LiveDocument live, String challenger, String control) {
        for (LivePair pair : live.pairs()) {
            if (pair.armA().equals(challenger) && pair.armB().equals(control)) {
                return of(live, pair, true);
            }
            if (pair.armB().equals(challenger) && pair.armA().equals(control)) {
                return of(live, pair, false);
            }
        }
        throw new UnknownPairException(live.experiment(), challenger, control);
    }

    private static Gate of(LiveDocument live, LivePair pair, boolean challengerIsA) {
        List<String> tripped = live.guards().stream()
                .filter(GuardReport::tripped)
                .map(report -> report.guard().code())
                .toList();
        Verdict.Outcome won = challengerIsA ? Verdict.Outcome.A_BETTER : Verdict.Outcome.B_BETTER;
        boolean better = pair.verdict() == won;
        boolean equivalent = pair.verdict() == Verdict.Outcome.EQUIVALENT;
        boolean worse = !better && !equivalent && pair.verdict() != Verdict.Outcome.UNDECIDED;
        boolean promote = better && pair.holdsForAllPairs() && tripped.isEmpty();
        return new Gate(
                live.experiment(),
                challengerIsA ? pair.armA() : pair.armB(),
                challengerIsA ? pair.armB() : pair.armA(),
                pair.n(),
                turned(pair.difference(), challengerIsA),
                challengerIsA ? pair.lower() : turned(pair.upper(), false),
                challengerIsA ? pair.upper() : turned(pair.lower(), false),
                better ? "better" : worse ? "worse" : equivalent ? "equivalent" : "undecided",
                pair.holdsForAllPairs(),
                tripped,
                promote,
                promote || (equivalent && tripped.isEmpty()),
                worse);
    }

    /** Minus a number, and never −0. */
    private static @Nullable Double turned(@Nullable Double value, boolean keep) {
        return value == null || keep ? value : Double.valueOf(0 - value);
    }

    /** Returns whether a condition holds. */
    boolean holds(Condition condition) {
        return switch (condition) {
            case BETTER -> promote;
            case NOT_WORSE -> notWorse;
            case WORSE -> rollback;
        };
    }

    /** Returns why a condition does not hold. */
    String unlike(Condition condition) {
        String state =
                "'" + challenger + "' is " + verdict + " compared with '" + control + "' after " + n + " examples";
        if (condition == Condition.WORSE) {
            return state + ".";
        }
        String together = verdict.equals("better") && !holdsForAllPairs ? ", but not yet for all pairs together" : "";
        return state
                + together
                + (guardsTripped.isEmpty() ? "." : "; guards have tripped: " + String.join(", ", guardsTripped) + ".");
    }
}
