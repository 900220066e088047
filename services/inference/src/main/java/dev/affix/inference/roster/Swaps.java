package dev.affix.inference.roster;

import java.util.ArrayList;
import java.util.List;

/** Which arms answer with another version than before. */
public final class Swaps {
    /**
     * An arm that changed its version.
     *
     * @param experiment the experiment
     * @param arm the arm
     */
    public record Swap(String experiment, String arm) {}

    private Swaps() {}

    /** Returns the arms of both rosters whose version differs. */
    public static List<Swap> between(Roster before, Roster after) {
        List<Swap> swaps = new ArrayList<>();
        after.experiments().forEach((name, running) -> {
            RunningExperiment earlier = before.experiments().get(name);
            if (earlier != null) {
                for (int i = 0;
                        i < Math.min(running.arms().size(), earlier.arms().size());
                        i++) {
                    if (!running.arms().get(i).equals(earlier.arms().get(i))) {
                        swaps.add(new Swap(name, running.arms().get(i).arm()));
                    }
                }
            }
        });
        return swaps;
    }
}
