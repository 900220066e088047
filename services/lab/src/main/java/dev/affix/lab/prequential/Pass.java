package dev.affix.lab.prequential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pass over a stream gave.
 *
 * @param correct for each example whether it was answered right before it was trained on, as 1 and 0
 * @param heldOut accuracies on held-out examples: after each domain of the stream, of each domain up to it
 * @param seconds it took
 * @param commit of the program
 */
record Pass(String correct, List<List<Double>> heldOut, double seconds, String commit) {
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("correct", correct);
        map.put("heldOut", heldOut);
        map.put("seconds", seconds);
        map.put("commit", commit);
        return map;
    }

    /** Reads one back. */
    static Pass of(Map<String, Object> map) {
        if (map.get("correct") instanceof String correct
                && map.get("heldOut") instanceof List<?> rows
                && map.get("seconds") instanceof Number seconds) {
            List<List<Double>> heldOut = rows.stream()
                    .map(row -> ((List<?>) row)
                            .stream()
                                    .map(value -> ((Number) value).doubleValue())
                                    .toList())
                    .toList();
            return new Pass(correct, heldOut, seconds.doubleValue(), String.valueOf(map.get("commit")));
        }
        throw new IllegalArgumentException(
                "Not a finished pass: " + map + "; delete its line from runs.jsonl, or give another output folder");
    }

    /** Returns the accuracy over the whole stream, each example answered before it was trained on. */
    double prequential() {
        return share(0, correct.length());
    }

    /** Returns the accuracy over positions {@code from} to {@code to}, without the latter. */
    double share(int from, int to) {
        return (double) correct.substring(from, to)
                        .chars()
                        .filter(c -> c == '1')
                        .count()
                / (to - from);
    }

    /** Returns the mean held-out accuracy over all domains after the stream. */
    double finalAccuracy() {
        return heldOut.get(heldOut.size() - 1).stream()
                .mapToDouble(value -> value)
                .average()
                .orElseThrow();
    }

    /**
     * Returns the forgetting: over all domains but the last, the mean of the best held-out accuracy before the end minus that at the
     * end (Chaudhry et al., ECCV 2018, arXiv 1801.10112, eq. 3).
     */
    double forgetting() {
        int last = heldOut.size() - 1;
        double sum = 0;
        for (int domain = 0; domain < last; domain++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int after = domain; after < last; after++) {
                best = Math.max(best, heldOut.get(after).get(domain));
            }
            sum += best - heldOut.get(last).get(domain);
        }
        return sum / last;
    }

    /**
     * Returns how many examples after each change of domain the accuracy is back: over the last {@code window} examples, all after the
     * change, at least {@code share} of what it was over those before it. The domain's length where that does not come before the next
     * change.
     *
     * @param window at most the length of a domain
     */
    List<Integer> recoveries(int perDomain, int window, double share) {
        return java.util.stream.IntStream.range(1, heldOut.size())
                .map(domain -> recovery(domain * perDomain, perDomain, window, share))
                .boxed()
                .toList();
    }

    private int recovery(int change, int perDomain, int window, double share) {
        double level = share * share(change - window, change);
        for (int after = window; after < perDomain; after++) {
            if (share(change + after - window, change + after) >= level) {
                return after;
            }
        }
        return perDomain;
    }
}
