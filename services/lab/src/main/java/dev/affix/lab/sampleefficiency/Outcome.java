package dev.affix.lab.sampleefficiency;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a trial gave.
 *
 * @param correct right answers
 * @param scored answers
 * @param loss mean training loss of the last quarter of the steps; NaN if diverged
 * @param diverged the loss or a value left the finite numbers; nothing is right then
 * @param seconds it took
 * @param commit of the program that ran it
 */
record Outcome(int correct, int scored, double loss, boolean diverged, double seconds, String commit) {
    double accuracy() {
        return (double) correct / scored;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("correct", correct);
        map.put("scored", scored);
        map.put("accuracy", accuracy());
        if (!diverged) {
            map.put("loss", loss);
        }
        map.put("diverged", diverged);
        map.put("seconds", seconds);
        map.put("commit", commit);
        return map;
    }

    /**
     * Reads one back.
     *
     * @throws IllegalArgumentException if a field is missing
     */
    static Outcome of(Map<String, Object> map) {
        boolean diverged = Boolean.TRUE.equals(map.get("diverged"));
        return new Outcome(
                (int) number(map, "correct"),
                (int) number(map, "scored"),
                diverged ? Double.NaN : number(map, "loss"),
                diverged,
                number(map, "seconds"),
                String.valueOf(map.get("commit")));
    }

    private static double number(Map<String, Object> map, String field) {
        if (map.get(field) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("A finished run has no number '" + field + "': " + map
                + "; delete its line from runs.jsonl, or give another output folder");
    }
}
