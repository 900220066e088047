package dev.affix.lab.sampleefficiency;

import dev.affix.lab.study.RunLog;
import dev.affix.lab.study.Runner;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses each variant's learning rate on the validation part, then tunes and tests it on every size and seed. Finished trials are in
 * the log and are not run again. Results do not depend on the number of threads.
 */
final class Study {
    private final Plan plan;
    private final Map<String, Object> material;
    private final RunLog log;
    private final Progress progress;

    /** Tunes and scores one trial. */
    interface Run {
        Outcome of(Trial trial);
    }

    /** Told after each trial. */
    interface Progress {
        /**
         * A trial is done.
         *
         * @param work trained examples of this trial
         * @param left trained examples of those that are still to be run
         */
        void done(Trial trial, Outcome outcome, long work, long left);
    }

    /**
     * Creates one.
     *
     * @param material what all trials have in common, as in {@link Trial#key}
     */
    Study(Plan plan, Map<String, Object> material, RunLog log, Progress progress) {
        this.plan = plan;
        this.material = Map.copyOf(material);
        this.log = log;
        this.progress = progress;
    }

    /** Everything that was found: of each trial its outcome, and the chosen rates as factors on the presets. */
    record Results(Map<Trial, Outcome> outcomes, Map<Variant, Double> chosen) {}

    /**
     * Runs what is not in the log.
     *
     * @param threads trials side by side
     */
    Results run(int threads, Run how) throws IOException, InterruptedException {
        List<Trial> tuning = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            for (double factor : Plan.RATE_FACTORS) {
                tuning.add(new Trial(variant, true, plan.seeds().get(0), plan.tuning(), factor));
            }
        }
        long testWork = (long) plan.variants().size()
                * plan.seeds().size()
                * plan.sizes().stream().mapToLong(this::work).sum();
        Map<Trial, Outcome> outcomes = new LinkedHashMap<>(all(tuning, threads, how, testWork));
        Map<Variant, Double> chosen = new LinkedHashMap<>();
        for (Variant variant : plan.variants()) {
            chosen.put(variant, best(outcomes, variant));
        }
        List<Trial> tests = new ArrayList<>();
        // Seed by seed: a study that is stopped has whole seeds.
        for (long seed : plan.seeds()) {
            for (int size : plan.sizes()) {
                chosen.forEach((variant, factor) -> tests.add(new Trial(variant, false, seed, size, factor)));
            }
        }
        outcomes.putAll(all(tests, threads, how, 0));
        return new Results(outcomes, chosen);
    }

    /** The factor with the most right answers; among equals the one nearest to the preset, then the lowest loss. */
    private static double best(Map<Trial, Outcome> outcomes, Variant variant) {
        Trial best = null;
        for (Map.Entry<Trial, Outcome> entry : outcomes.entrySet()) {
            Trial trial = entry.getKey();
            if (trial.variant() == variant && (best == null || better(outcomes, trial, best))) {
                best = trial;
            }
        }
        if (best == null) {
            throw new IllegalStateException("No rate was tried for " + variant.label());
        }
        return best.rateFactor();
    }

    private static boolean better(Map<Trial, Outcome> outcomes, Trial one, Trial other) {
        int difference = Integer.compare(correct(outcomes, one), correct(outcomes, other));
        return difference != 0
                ? difference > 0
                : Math.abs(Math.log(one.rateFactor())) < Math.abs(Math.log(other.rateFactor()));
    }

    private static int correct(Map<Trial, Outcome> outcomes, Trial trial) {
        Outcome outcome = outcomes.get(trial);
        return outcome == null ? 0 : outcome.correct();
    }

    private Map<Trial, Outcome> all(List<Trial> trials, int threads, Run how, long workAfter)
            throws IOException, InterruptedException {
        Runner<Trial> runner = new Runner<>(log, trial -> trial.key(plan, material), threads);
        long[] left = {
            workAfter
                    + runner.missing(trials).stream()
                            .mapToLong(trial -> work(trial.examples()))
                            .sum()
        };
        Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
        runner.run(trials, trial -> how.of(trial).toMap(), (trial, result) -> {
                    long work = work(trial.examples());
                    left[0] -= work;
                    progress.done(trial, Outcome.of(result), work, left[0]);
                })
                .forEach((trial, result) -> outcomes.put(trial, Outcome.of(result)));
        return outcomes;
    }

    private long work(int examples) {
        return (long) plan.steps(examples) * plan.batch();
    }
}
