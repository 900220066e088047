package dev.affix.statistics.simulation;

import dev.affix.statistics.BettingSequence;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.ConfidenceSequence;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.Outcome;
import dev.affix.statistics.Power;
import dev.affix.statistics.SplitComparison;
import dev.affix.statistics.SplitComparison.Assigned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Shows, on many streams with a look after every example, that the comparisons err as rarely as they say and the usual
 * fixed-n tests do not; how many examples a verdict takes; and how many times fewer labels paired examples need than split
 * ones.
 */
public final class AnytimeSimulation {
    /** Never. */
    private static final long NEVER = Long.MAX_VALUE;
    /** Points of a curve. */
    private static final int POINTS = 60;
    /** Betting on the whole grid is slow: a part of the streams and examples will do. */
    private static final int BETTING_STREAMS = 500;

    private static final int BETTING_STEPS = 1_000;
    private static final int BETTING_CELLS = 100;
    private static final double MARGIN = 0.01;

    private final Options options;
    private final Consumer<String> progress;
    private final List<Row> rows = new ArrayList<>();

    private AnytimeSimulation(Options options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Simulates and writes {@code report.html}, {@code results.csv} and {@code results.json}.
     *
     * @param options what to simulate
     * @param directory where to write; made if it is not there, files of these names are replaced
     * @param progress is told each scenario when it starts, on the caller's thread
     * @return all numbers, as in {@code results.csv}
     * @throws IOException if the files cannot be written
     */
    public static List<Row> write(Options options, Path directory, Consumer<String> progress) throws IOException {
        List<Row> rows = run(options, progress);
        Report.write(options, rows, directory);
        return rows;
    }

    /** Simulates, and returns all numbers. */
    public static List<Row> run(Options options, Consumer<String> progress) {
        AnytimeSimulation simulation = new AnytimeSimulation(options, progress);
        simulation.falseAlarms();
        simulation.coverage();
        simulation.power();
        simulation.pairedAgainstSplit();
        return List.copyOf(simulation.rows);
    }

    /**
     * Runs the full simulation.
     *
     * @param arguments directory to write to; streams and steps, if not the full ones
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1 && arguments.length != 3) {
            throw new IllegalArgumentException("arguments: DIRECTORY [STREAMS STEPS], got " + arguments.length);
        }
        Options full = Options.FULL;
        Options options = arguments.length == 1
                ? full
                : new Options(
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        full.alpha(),
                        full.seed(),
                        full.threads());
        write(options, Path.of(arguments[0]), System.out::println);
    }

    private void falseAlarms() {
        Map<String, Supplier<Judges.Judge>> judges = new LinkedHashMap<>(Judges.anytime(options.alpha()));
        judges.putAll(Judges.naive(options.alpha()));
        for (Scenario scenario : Scenario.same()) {
            progress.accept("false alarms: " + scenario.name());
            for (Map.Entry<String, Supplier<Judges.Judge>> judge : judges.entrySet()) {
                long[] alarms = each(options.streams(), i -> firstDifferent(scenario, judge.getValue(), i));
                curve("false-alarms", scenario.name(), judge.getKey(), alarms);
                end("false-alarms", scenario.name(), judge.getKey(), "ever", share(alarms));
            }
            long[] once = each(options.streams(), i -> atTheEnd(scenario, i));
            end("false-alarms", scenario.name(), Judges.Z_ONCE, "ever", share(once));
        }
        progress.accept("false alarms: split");
        SplitComparison split = new SplitComparison(options.alpha(), 0, 0.5);
        long[] alarms = each(options.streams(), i -> splitVerdict(split, 0.8, 0.8, options.steps(), i));
        curve("false-alarms", "A/A, split, both 80 % right", "split sequence", alarms);
        end("false-alarms", "A/A, split, both 80 % right", "split sequence", "ever", share(alarms));
    }

    private void coverage() {
        for (Scenario scenario : Scenario.drifting()) {
            progress.accept("coverage: " + scenario.name());
            ConfidenceSequence sequence = new ConfidenceSequence(options.alpha());
            long[] missed = each(options.streams(), i -> firstMiss(scenario, sequence, i));
            curve("coverage", scenario.name(), Judges.SEQUENCE, missed);
            end("coverage", scenario.name(), Judges.SEQUENCE, "ever missed the running mean", share(missed));
            long[] naive = each(options.streams(), i -> firstMissOfZ(scenario, i));
            curve("coverage", scenario.name(), "mean ± z standard errors", naive);
            end("coverage", scenario.name(), "mean ± z standard errors", "ever missed the running mean", share(naive));
            int streams = Math.min(BETTING_STREAMS, options.streams());
            long[] betting = each(streams, i -> bettingMisses(scenario, i));
            long[] mean = Arrays.stream(betting)
                    .map(code -> code % 2 == 1 ? 1 : NEVER)
                    .toArray();
            long[] extreme =
                    Arrays.stream(betting).map(code -> code >= 2 ? 1 : NEVER).toArray();
            int steps = Math.min(BETTING_STEPS, options.steps());
            rows.add(new Row(
                    "coverage", scenario.name(), Judges.BETTING, "ever missed the running mean", steps, share(mean)));
            rows.add(new Row(
                    "coverage",
                    scenario.name(),
                    Judges.BETTING,
                    "ever beyond the extreme means so far",
                    steps,
                    share(extreme)));
        }
    }

    private void power() {
        int streams = Math.max(1, options.streams() / 4);
        for (double difference : new double[] {0.02, 0.05, 0.1, 0.2}) {
            Scenario scenario = Scenario.constant(
                    "difference " + difference + ", 20 % discordant", 0.1 + difference / 2, 0.1 - difference / 2);
            progress.accept("power: " + scenario.name());
            Judges.anytime(options.alpha()).forEach((name, judge) -> {
                long[] found = each(streams, i -> firstDifferent(scenario, judge, i));
                curve("power", scenario.name(), name, found);
                end("power", scenario.name(), name, "found", share(found));
                end("power", scenario.name(), name, "median examples", quantile(found, 0.5));
                end("power", scenario.name(), name, "90 % found within", quantile(found, 0.9));
            });
            Power power = new Power(options.alpha(), MARGIN, 0.1 + difference / 2, 0.1 - difference / 2);
            end("power", scenario.name(), "closed form", "median examples", (double) power.roughly());
            double z = Normal.upper(options.alpha() / 2) + Normal.upper(0.1);
            double fixed = z * z * (0.2 - difference * difference) / (difference * difference);
            end("power", scenario.name(), "fixed-n z-test, one look", "90 % found within", Math.ceil(fixed));
        }
        progress.accept("power: equivalence");
        Power same = new Power(options.alpha(), 0.05, 0.02, 0.02);
        Power.Needed needed = same.simulated(streams, options.steps(), options.seed());
        end("power", "A/A, 4 % discordant, margin 0.05", "closed form", "median examples", (double) same.roughly());
        end("power", "A/A, 4 % discordant, margin 0.05", Judges.SEQUENCE, "median examples", finite(needed.median()));
        end("power", "A/A, 4 % discordant, margin 0.05", Judges.SEQUENCE, "found", needed.decided());
    }

    private void pairedAgainstSplit() {
        int streams = Math.max(1, options.streams() / 10);
        double[][] pairs = {{0.1, 0.05}, {0.15, 0.05}, {0.06, 0.01}};
        for (double[] pair : pairs) {
            // A is right on 85 %; B on as many less its losses plus its wins.
            double rightA = 0.85;
            double rightB = rightA - pair[0] + pair[1];
            String name = String.format(
                    Locale.ROOT,
                    "85 %% against %.0f %% right, %.0f %% discordant",
                    100 * rightB,
                    100 * (pair[0] + pair[1]));
            progress.accept("paired against split: " + name);
            int steps = 20 * options.steps();
            Scenario scenario = Scenario.constant(name, pair[0], pair[1]);
            Comparison comparison = new Comparison(options.alpha(), 0);
            long[] paired = each(streams, i -> pairedVerdict(comparison, scenario, steps, i));
            SplitComparison split = new SplitComparison(options.alpha(), 0, 0.5);
            long[] divided = each(streams, i -> splitVerdict(split, rightA, rightB, steps, i));
            end("paired-against-split", name, "paired", "median labels", quantile(paired, 0.5));
            end("paired-against-split", name, "split", "median labels", quantile(divided, 0.5));
            end(
                    "paired-against-split",
                    name,
                    "split / paired",
                    "times fewer labels",
                    quantile(divided, 0.5) / quantile(paired, 0.5));
        }
    }

    private long firstDifferent(Scenario scenario, Supplier<Judges.Judge> judges, int stream) {
        Judges.Judge judge = judges.get();
        RandomGenerator random = random(stream);
        for (int i = 0; i < options.steps(); i++) {
            if (judge.different(draw(scenario, random, i))) {
                return i + 1L;
            }
        }
        return NEVER;
    }

    private long atTheEnd(Scenario scenario, int stream) {
        Judges.Z z = new Judges.Z(options.alpha());
        RandomGenerator random = random(stream);
        for (int i = 0; i < options.steps(); i++) {
            z.add(draw(scenario, random, i));
        }
        return z.covers(0) ? NEVER : options.steps();
    }

    private long firstMiss(Scenario scenario, ConfidenceSequence sequence, int stream) {
        RandomGenerator random = random(stream);
        DifferenceSums sums = DifferenceSums.NONE;
        double target = 0;
        for (int i = 0; i < options.steps(); i++) {
            sums = sums.plus(draw(scenario, random, i));
            target += mean(scenario, i);
            double running = target / (i + 1);
            if (sequence.above(sums, running) || sequence.below(sums, running)) {
                return i + 1L;
            }
        }
        return NEVER;
    }

    private long firstMissOfZ(Scenario scenario, int stream) {
        RandomGenerator random = random(stream);
        Judges.Z z = new Judges.Z(options.alpha());
        double target = 0;
        for (int i = 0; i < options.steps(); i++) {
            z.add(draw(scenario, random, i));
            target += mean(scenario, i);
            if (!z.covers(target / (i + 1))) {
                return i + 1L;
            }
        }
        return NEVER;
    }

    /** 1 if the interval ever missed the running mean, plus 2 if it ever lay beyond the extreme conditional means. */
    private long bettingMisses(Scenario scenario, int stream) {
        RandomGenerator random = random(stream);
        BettingSequence betting = new BettingSequence(options.alpha(), BETTING_CELLS);
        double target = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        boolean missed = false;
        boolean beyond = false;
        for (int i = 0; i < Math.min(BETTING_STEPS, options.steps()); i++) {
            betting.add(draw(scenario, random, i));
            double mean = mean(scenario, i);
            target += mean;
            least = Math.min(least, mean);
            greatest = Math.max(greatest, mean);
            Interval interval = betting.interval();
            missed |= !interval.contains(target / (i + 1));
            beyond |= interval.lower() > greatest || interval.upper() < least;
        }
        return (missed ? 1L : 0L) + (beyond ? 2L : 0L);
    }

    private long pairedVerdict(Comparison comparison, Scenario scenario, int steps, int stream) {
        RandomGenerator random = random(stream);
        DifferenceSums sums = DifferenceSums.NONE;
        for (int i = 0; i < steps; i++) {
            sums = sums.plus(draw(scenario, random, i));
            if (comparison.outcome(sums) != Outcome.UNDECIDED) {
                return i + 1L;
            }
        }
        return NEVER;
    }

    private long splitVerdict(SplitComparison split, double rightA, double rightB, int steps, int stream) {
        RandomGenerator random = random(stream);
        SplitComparison.State state = SplitComparison.State.NONE;
        for (int i = 0; i < steps; i++) {
            boolean toA = random.nextDouble() < 0.5;
            boolean right = random.nextDouble() < (toA ? rightA : rightB);
            state = split.plus(state, toA ? Assigned.A : Assigned.B, right ? 1 : 0, 0.5, 0.5);
            if (split.outcome(state) != Outcome.UNDECIDED) {
                return i + 1L;
            }
        }
        return NEVER;
    }

    /** The next difference: in {−1, 0, 1}. */
    private double draw(Scenario scenario, RandomGenerator random, int i) {
        double u = random.nextDouble();
        double winA = scenario.winA().at(i, options.steps());
        if (u < winA) {
            return 1;
        }
        return u < winA + scenario.winB().at(i, options.steps()) ? -1 : 0;
    }

    private double mean(Scenario scenario, int i) {
        return scenario.winA().at(i, options.steps()) - scenario.winB().at(i, options.steps());
    }

    private RandomGenerator random(int stream) {
        return RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(options.seed() + 7_919L * stream);
    }

    private long[] each(int streams, IntToLongFunction stream) {
        ForkJoinPool pool = new ForkJoinPool(options.threads());
        try {
            // The order of the results is that of the streams: threads do not change the report.
            return pool.submit(() -> IntStream.range(0, streams)
                            .parallel()
                            .mapToLong(stream)
                            .toArray())
                    .join();
        } finally {
            pool.shutdown();
        }
    }

    private void curve(String study, String scenario, String method, long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        long last = 0;
        int reached = 0;
        for (int point = 0; point <= POINTS; point++) {
            long x = Math.round(10 * Math.pow(options.steps() / 10.0, (double) point / POINTS));
            if (x > last) {
                while (reached < sorted.length && sorted[reached] <= x) {
                    reached++;
                }
                rows.add(new Row(study, scenario, method, "share by then", x, (double) reached / sorted.length));
                last = x;
            }
        }
    }

    private void end(String study, String scenario, String method, String measure, double value) {
        rows.add(new Row(study, scenario, method, measure, options.steps(), value));
    }

    private static double share(long[] times) {
        return (double) Arrays.stream(times).filter(time -> time < NEVER).count() / times.length;
    }

    private static double quantile(long[] times, double share) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return finite(sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))]);
    }

    private static double finite(long time) {
        return time == NEVER ? Double.NaN : time;
    }
}
