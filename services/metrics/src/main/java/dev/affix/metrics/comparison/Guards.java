package dev.affix.metrics.comparison;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.Released;
import dev.affix.statistics.guard.HomogeneityTest;
import dev.affix.statistics.guard.LabelDriftTest;
import dev.affix.statistics.guard.SampleRatioTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an experiment takes for granted, watched while it runs: see {@link GuardReport} for what each means.
 *
 * <p>The tests are e-processes: each may be looked at as often as one likes, and ever reaches 1/{@link #LEVEL} with
 * probability at most {@link #LEVEL} where nothing is wrong. They are looked at after each multiple of {@value #EVERY}
 * predictions, and the greatest value seen is kept: what has tripped stays so. Mutable; one thread.
 */
public final class Guards {
    /** Probability that a guard ever trips though nothing is wrong. */
    public static final double LEVEL = 0.001;

    private static final int EVERY = 64;
    /** Upper ends of the ranges of a label's delay, in milliseconds; one more range follows. */
    private static final List<Long> DELAYS =
            List.of(1_000L, 10_000L, 60_000L, 600_000L, 3_600_000L, 21_600_000L, 86_400_000L);

    private final Map<String, HomogeneityTest> outcomes = new TreeMap<>();
    private final long[][] arms;
    private final LabelDriftTest drift;
    private long predictions;
    private long incomplete;
    private final List<Long> assigned;
    private final Worst worst;

    /** Greatest logarithms of e-values so far; 0 is no evidence. */
    private static final class Worst {
        private double drift;
        private double lateness;
        private double ratio;
    }

    /**
     * Everything there is to save; exact.
     *
     * @param predictions released predictions, labelled or given up
     * @param incomplete of these, in {@code paired} mode, those that some arm did not answer
     * @param assigned by arm, requests that an arm was drawn for; counted in {@code split} mode
     * @param arms by arm and range of delay, labels; counted in {@code split} mode
     * @param outcomes by arm, then by wrong (0) or right (1) and range of delay, labels
     * @param drift labels
     * @param worst greatest logarithms of e-values of drift, lateness and sample ratio
     */
    public record State(
            long predictions,
            long incomplete,
            List<Long> assigned,
            List<List<Long>> arms,
            Map<String, List<List<Long>>> outcomes,
            LabelDriftTest.State drift,
            List<Double> worst) {}

    /** Creates those of an experiment without predictions. */
    public Guards(Experiment experiment) {
        arms = new long[experiment.arms().size()][DELAYS.size() + 1];
        // Not used where arms generate texts: references have no classes.
        drift = new LabelDriftTest(Math.max(2, experiment.labels().size()));
        assigned = new ArrayList<>(Collections.nCopies(experiment.arms().size(), 0L));
        worst = new Worst();
    }

    /** Loads some: they go on as if they had never been saved. */
    public Guards(State state) {
        predictions = state.predictions;
        incomplete = state.incomplete;
        assigned = new ArrayList<>(state.assigned);
        arms = array(state.arms);
        state.outcomes.forEach((arm, counts) -> outcomes.put(arm, new HomogeneityTest(array(counts))));
        drift = new LabelDriftTest(state.drift);
        worst = new Worst();
        worst.drift = state.worst.get(0);
        worst.lateness = state.worst.get(1);
        worst.ratio = state.worst.get(2);
    }

    /** Returns what to save. */
    public State state() {
        Map<String, List<List<Long>>> saved = new TreeMap<>();
        outcomes.forEach((arm, test) -> saved.put(arm, lists(test.counts())));
        return new State(
                predictions,
                incomplete,
                List.copyOf(assigned),
                lists(arms),
                saved,
                drift.state(),
                List.of(worst.drift, worst.lateness, worst.ratio));
    }

    private static long[][] array(List<List<Long>> lists) {
        return lists.stream()
                .map(row -> row.stream().mapToLong(Long::longValue).toArray())
                .toArray(long[][]::new);
    }

    private static List<List<Long>> lists(long[][] array) {
        List<List<Long>> lists = new ArrayList<>();
        for (long[] row : array) {
            List<Long> list = new ArrayList<>();
            for (long value : row) {
                list.add(value);
            }
            lists.add(list);
        }
        return lists;
    }

    /**
     * Takes the outcome of one prediction.
     *
     * @param drawn in {@code split} mode, whether the arm was drawn for this request alone
     */
    void add(Design design, Released released, Detail detail, boolean drawn) {
        predictions++;
        boolean split = design.isSplit();
        if (!split && !design.all(detail.answered())) {
            incomplete++;
        }
        if (drawn) {
            for (String arm : detail.answered()) {
                assigned.set(design.place(arm), assigned.get(design.place(arm)) + 1);
            }
        }
        if (detail.label() != null) {
            if (!design.generates()) {
                drift.add(design.label(detail.label()));
            }
            int late = range(detail.delay());
            for (ArmScore score : released.scores()) {
                outcomes.computeIfAbsent(score.arm(), arm -> new HomogeneityTest(2, DELAYS.size() + 1))
                        .add(score.correct() ? 1 : 0, late);
                if (split) {
                    arms[design.place(score.arm())][late]++;
                }
            }
        }
        if (predictions % EVERY == 0) {
            look(split);
        }
    }

    private static int range(long delay) {
        int range = 0;
        while (range < DELAYS.size() && delay >= DELAYS.get(range)) {
            range++;
        }
        return range;
    }

    private void look(boolean split) {
        worst.drift = Math.max(worst.drift, drift.logEValue());
        List<Double> late = new ArrayList<>();
        outcomes.values().forEach(test -> late.add(test.logEValue()));
        if (split && arms.length > 1) {
            late.add(new HomogeneityTest(arms).logEValue());
            SampleRatioTest even = new SampleRatioTest(Collections.nCopies(arms.length, 1.0 / arms.length), assigned);
            worst.ratio = Math.max(worst.ratio, even.logEValue());
        }
        worst.lateness = Math.max(worst.lateness, logMean(late));
    }

    /** The logarithm of the mean of e-values, itself an e-value whatever they have to do with each other. */
    private static double logMean(List<Double> logs) {
        double greatest = logs.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double sum = logs.stream().mapToDouble(log -> Math.exp(log - greatest)).sum();
        return logs.isEmpty() ? 0 : greatest + Math.log(sum / logs.size());
    }

    /** Returns the number of predictions that were released. */
    public long predictions() {
        return predictions;
    }

    /** Returns how many of these some arm did not answer, in {@code paired} mode. */
    public long incomplete() {
        return incomplete;
    }

    /** Returns, by arm, the requests that an arm was drawn for, in {@code split} mode. */
    public List<Long> assigned() {
        return List.copyOf(assigned);
    }

    /** Returns the greatest logarithm so far of the e-value against "one distribution of labels throughout". */
    public double logEValueOfDrift() {
        return worst.drift;
    }

    /** Returns the greatest logarithm so far of the e-value against "labels of all outcomes and arms are equally late". */
    public double logEValueOfLateness() {
        return worst.lateness;
    }

    /** Returns the greatest logarithm so far of the e-value against "arms are drawn evenly". */
    public double logEValueOfRatio() {
        return worst.ratio;
    }
}
