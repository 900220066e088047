package dev.affix.lab.precision;

import dev.affix.prefix.engine.Precision;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a tuned adapter answers to the test examples of its seed.
 *
 * @param labels the right ones
 * @param served the answers, by the precision they were served in, in the order of the labels
 * @param seconds it took
 * @param commit of the program that ran it
 */
record Answers(List<Integer> labels, Map<Precision, List<Integer>> served, double seconds, String commit) {
    /** What answers are served in. */
    static final Set<Precision> COMPARED =
            Collections.unmodifiableSet(EnumSet.of(Precision.FLOAT32, Precision.BFLOAT16));

    double accuracy(Precision servedIn) {
        List<Integer> answers = of(servedIn);
        int right = 0;
        for (int i = 0; i < labels.size(); i++) {
            right += answers.get(i).equals(labels.get(i)) ? 1 : 0;
        }
        return (double) right / labels.size();
    }

    List<Integer> of(Precision servedIn) {
        List<Integer> answers = served.get(servedIn);
        if (answers == null) {
            throw new IllegalArgumentException("Nothing was served in " + servedIn);
        }
        return answers;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("labels", labels);
        served.forEach((precision, answers) -> map.put(name(precision), answers));
        map.put("seconds", seconds);
        map.put("commit", commit);
        return map;
    }

    /**
     * Reads them back.
     *
     * @throws IllegalArgumentException if a field is missing or its answers are not as many as the labels
     */
    static Answers of(Map<String, Object> map) {
        List<Integer> labels = integers(map, "labels");
        Map<Precision, List<Integer>> served = new EnumMap<>(Precision.class);
        for (Precision precision : COMPARED) {
            List<Integer> answers = integers(map, name(precision));
            if (answers.size() != labels.size()) {
                throw unusable(name(precision));
            }
            served.put(precision, answers);
        }
        if (!(map.get("seconds") instanceof Number seconds)) {
            throw unusable("seconds");
        }
        return new Answers(labels, served, seconds.doubleValue(), String.valueOf(map.get("commit")));
    }

    static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private static List<Integer> integers(Map<String, Object> map, String field) {
        if (map.get(field) instanceof List<?> list && list.stream().allMatch(Integer.class::isInstance)) {
            return list.stream().map(Integer.class::cast).toList();
        }
        throw unusable(field);
    }

    private static IllegalArgumentException unusable(String field) {
        return new IllegalArgumentException("A finished run has no usable '" + field
                + "'; delete its line from runs.jsonl, or give another output folder");
    }
}
