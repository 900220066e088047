package dev.affix.lab.sampleefficiency;

import dev.affix.lab.study.RunLog;
import dev.affix.lab.study.Runner;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Searches each variant's learning rates on the validation part, then tunes and tests it on every size and seed. Finished trials are in
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

    /** Everything that was found: of each trial its outcome, and the chosen rates. */
    record Results(Map<Trial, Outcome> outcomes, Map<Variant, Rates> chosen) {}

    /**
     * Runs what is not in the log.
     *
     * @param threads trials side by side
     */
    Results run(int threads, Run how) throws IOException, InterruptedException {
        Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
        Map<Variant, Map<Rates, Integer>> tried = new LinkedHashMap<>();
        plan.variants().forEach(variant -> tried.put(variant, new LinkedHashMap<>()));
        for (List<Trial> round = nextRound(tried); !round.isEmpty(); round = nextRound(tried)) {
            all(round, threads, how, searchLeft(tried, round) + testWork()).forEach((trial, outcome) -> {
                outcomes.put(trial, outcome);
                Objects.requireNonNull(tried.get(trial.variant())).put(trial.rates(), outcome.correct());
            });
        }
        Map<Variant, Rates> chosen = new LinkedHashMap<>();
        tried.forEach((variant, correct) -> chosen.put(variant, Rates.best(correct)));
        List<Trial> tests = new ArrayList<>();
        // Seed by seed: a study that is stopped has whole seeds.
        for (long seed : plan.seeds()) {
            for (int size : plan.sizes()) {
                chosen.forEach((variant, rates) -> tests.add(new Trial(variant, false, seed, size, rates)));
            }
        }
        outcomes.putAll(all(tests, threads, how, 0));
        return new Results(outcomes, chosen);
    }

    /** Returns what every variant whose search is not over tries next: side by side, as one does not depend on another. */
    private List<Trial> nextRound(Map<Variant, Map<Rates, Integer>> tried) {
        List<Trial> round = new ArrayList<>();
        tried.forEach((variant, correct) -> Rates.next(variant, correct, plan.rates())
                .forEach(
                        rates -> round.add(new Trial(variant, true, plan.seeds().get(0), plan.tuning(), rates))));
        return round;
    }

    /** Returns at most how much the search trains after a round. */
    private long searchLeft(Map<Variant, Map<Rates, Integer>> tried, List<Trial> round) {
        long trials = (long) plan.rates() * tried.size() - round.size();
        for (Map<Rates, Integer> points : tried.values()) {
            trials -= points.size();
        }
        return trials * work(plan.tuning());
    }

    private long testWork() {
        return (long) plan.variants().size()
                * plan.seeds().size()
                * plan.sizes().stream().mapToLong(this::work).sum();
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
