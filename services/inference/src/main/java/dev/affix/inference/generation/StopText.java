package dev.affix.inference.generation;

import java.util.List;

/** Ends a text at the first of some texts, and holds back what may be the beginning of one. Not thread-safe. */
public final class StopText {
    private final List<String> stops;
    private String held = "";
    private boolean found;

    /** Starts a text. */
    public StopText(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /** Returns what of the text so far can be given out. */
    public String next(String piece) {
        if (found) {
            return "";
        }
        String all = held + piece;
        int end = stops.stream()
                .mapToInt(all::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        if (end >= 0) {
            found = true;
            held = "";
            return all.substring(0, end);
        }
        int given = all.length() - longestBeginning(all);
        held = all.substring(given);
        return all.substring(0, given);
    }

    private int longestBeginning(String all) {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, all.length()); length > longest; length--) {
                if (all.endsWith(stop.substring(0, length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    /** Returns whether one was there. */
    public boolean found() {
        return found;
    }

    /** Returns what was held back when the text ends otherwise. */
    public String rest() {
        String rest = held;
        held = "";
        return rest;
    }
}
