package dev.affix.metrics.comparison;

import static dev.affix.metrics.testing.Records.LABELS;
import static dev.affix.metrics.testing.Records.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Experiment.Score;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.testing.Records;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.PrequentialScore;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.SplitComparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scores and verdicts against the same computed from all outcomes anew, with values that never change. */
class ComparingTest {
    private static final int WINDOW = 20;
    private static final int EVERY = 7;
    private static final int PARTITIONS = 3;
    private static final List<String> ARMS = List.of("a", "b", "c");

    private final Memory state = new Memory();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Released> past = new ArrayList<>();
    private final Random random = new Random(6);

    @ParameterizedTest
    @CsvSource({"PAIRED, ACCURACY", "PAIRED, BRIER", "SPLIT, ACCURACY", "SPLIT, BRIER"})
    void scoresAndVerdictsAreThoseOfAllOutcomesComputedAnew(Mode mode, Score score) throws InvalidRecordException {
        Experiment experiment = Records.experiment("e", LABELS, mode, score, "a", "b", "c");
        Naive naive = new Naive(experiment);
        Comparing comparing = comparing(experiment);
        for (int n = 0; n < 400; n++) {
            Released released = released(mode);
            past.add(released);
            comparing.released("e", released);
            naive.take(released);
            assertThat(state.scoreboard("e").saved()).isEqualTo(naive.board);
            if (n % 50 == 49) {
                // Saved and loaded, as at a start.
                state.boards.replaceAll((name, board) -> new RunningScoreboard(reread(board.saved())));
                comparing = comparing(experiment);
            }
        }
        assertThat(verdicts).isEqualTo(naive.verdicts);
        assertThat(verdicts).extracting(Verdict::outcome).contains(Verdict.Outcome.A_BETTER);
    }

    private Comparing comparing(Experiment experiment) {
        return new Comparing(state, name -> experiment, verdicts::add, WINDOW, EVERY);
    }

    private static Scoreboard reread(Scoreboard board) {
        try {
            return Json.read(Json.write(board), Scoreboard.class);
        } catch (InvalidRecordException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDefinitionThatChangesHoldsFromTheNextOutcomeOn() {
        Experiment[] known = {Records.experiment("e", LABELS, Mode.PAIRED, Score.ACCURACY, "a", "b")};
        Comparing comparing = new Comparing(state, name -> known[0], verdicts::add, WINDOW, EVERY);
        comparing.released("e", released(List.of("a", "b", "c")));
        assertThat(state.scoreboard("e").saved().pairs()).containsOnlyKeys("a:b");
        known[0] = Records.experiment("e", LABELS, Mode.PAIRED, Score.ACCURACY, "a", "b", "c");
        comparing.released("e", released(List.of("a", "b", "c")));
        assertThat(state.scoreboard("e").saved().pairs()).containsOnlyKeys("a:b", "a:c", "b:c");
    }

    /** Some arms answer, or none; of a unit's requests in split mode one counts. */
    private Released released(Mode mode) {
        int who = random.nextInt(20);
        List<String> arms = mode == Mode.SPLIT
                ? List.of(ARMS.get(random.nextInt(3)))
                : who == 0 ? List.of("b") : who == 1 ? List.of("c", "a") : ARMS;
        return released(who == 2 ? List.of() : arms);
    }

    private Released released(List<String> arms) {
        List<ArmScore> scores = new ArrayList<>();
        Map<String, Detail.Sureness> sureness = new HashMap<>();
        for (String arm : arms) {
            boolean right = random.nextDouble() < (arm.equals("a") ? 0.9 : 0.2);
            double brier = random.nextDouble() * (arm.equals("a") ? 0.2 : 1);
            long version = 1L + random.nextInt(2);
            scores.add(new ArmScore(
                    "e", arm, digest(arm, version), version, right ? "x" : "y", right, random.nextDouble(), brier));
            sureness.put(arm, new Detail.Sureness(random.nextDouble(), right ? 0 : 1));
        }
        long unit = random.nextInt(500);
        Detail detail = new Detail(
                arms, unit < 100, unit < 100 ? null : unit * 0x9E3779B97F4A7C15L, "x", random.nextInt(), sureness);
        SourcePosition prediction = new SourcePosition(random.nextInt(PARTITIONS), past.size());
        return new Released(prediction, random.nextInt(1 << 20), scores, random.nextInt(30) == 0 ? null : detail);
    }

    /** Everything anew with each outcome, from values. */
    private static final class Naive {
        private final Experiment experiment;
        private final List<Long> units = new ArrayList<>();
        private final List<Verdict> verdicts = new ArrayList<>();
        private Scoreboard board = Scoreboard.EMPTY;

        Naive(Experiment experiment) {
            this.experiment = experiment;
        }

        void take(Released released) {
            int partition = released.prediction().partition();
            Map<Integer, Long> watermark = new TreeMap<>(board.watermark());
            watermark.put(partition, released.prediction().offset() + 1);
            Map<String, PrequentialScore.State> arms = new TreeMap<>(board.arms());
            Map<String, String> serving = new TreeMap<>(board.serving());
            for (ArmScore score : released.scores()) {
                PrequentialScore.State before = arms.get(score.arm());
                PrequentialScore arm = before == null ? new PrequentialScore(WINDOW) : new PrequentialScore(before);
                arm.add(score.correct(), Objects.requireNonNull(score.logLoss()));
                arms.put(score.arm(), arm.state());
                serving.put(score.arm(), score.digest());
            }
            long newest = Math.max(board.newest(), released.at());
            Scoreboard without = new Scoreboard(arms, serving, board.pairs(), watermark, newest);
            Map<String, PairState> pairs = new TreeMap<>(board.pairs());
            boolean counts = experiment.mode() == Mode.PAIRED || drawn(released.detail());
            for (Pair pair : Pair.of(experiment)) {
                ArmScore a = score(released, pair.armA());
                ArmScore b = score(released, pair.armB());
                boolean both = a != null && b != null;
                if (counts && (both || (experiment.mode() == Mode.SPLIT && (a != null || b != null)))) {
                    PairState state = plus(board.pair(pair), partition, a, b);
                    pairs.put(pair.key(), reported(pair, state, without));
                }
            }
            board = new Scoreboard(arms, serving, pairs, watermark, newest);
        }

        private boolean drawn(@Nullable Detail detail) {
            if (detail == null || detail.unit() == null) {
                return detail != null && detail.unitless();
            }
            boolean seen = units.contains(detail.unit());
            units.add(detail.unit());
            return !seen;
        }

        private static @Nullable ArmScore score(Released released, String arm) {
            return released.scores().stream()
                    .filter(score -> score.arm().equals(arm))
                    .findFirst()
                    .orElse(null);
        }

        private double value(ArmScore score) {
            return experiment.primaryScore() == Score.BRIER
                    ? 1 - Objects.requireNonNull(score.brier())
                    : score.correct() ? 1 : 0;
        }

        private PairState plus(PairState state, int partition, @Nullable ArmScore a, @Nullable ArmScore b) {
            Map<Integer, DifferenceSums> partitions = new TreeMap<>(state.partitions());
            Map<Integer, SplitComparison.State> split =
                    state.split() == null ? new TreeMap<>() : new TreeMap<>(state.split());
            SignTest signs = state.signs();
            if (experiment.mode() == Mode.SPLIT) {
                ArmScore own = a == null ? b : a;
                split.put(
                        partition,
                        new SplitComparison(experiment.alpha(), experiment.margin(), 0.5)
                                .plus(
                                        split.getOrDefault(partition, SplitComparison.State.NONE),
                                        a == null ? SplitComparison.Assigned.B : SplitComparison.Assigned.A,
                                        own == null ? 0 : value(own),
                                        0.5,
                                        0.5));
            } else if (a != null && b != null) {
                DifferenceSums before = partitions.getOrDefault(partition, DifferenceSums.NONE);
                partitions.put(partition, before.plus(value(a) - value(b)));
                signs = signs.plus(a.correct(), b.correct());
            }
            return new PairState(
                    partitions,
                    experiment.mode() == Mode.SPLIT ? split : null,
                    state.reported(),
                    state.reportedAt(),
                    signs,
                    state.decisions());
        }

        private PairState reported(Pair pair, PairState state, Scoreboard at) {
            PairReport report = PairReport.of(experiment, state);
            if (report.outcome() == state.reported() && state.examples() < state.reportedAt() + EVERY) {
                return state;
            }
            verdicts.add(new Verdict(
                    experiment.name(),
                    pair.armA(),
                    pair.armB(),
                    experiment.primaryScore(),
                    report.examples(),
                    report.difference(),
                    report.interval().lower(),
                    report.interval().upper(),
                    report.logEValueA(),
                    report.logEValueB(),
                    experiment.alpha(),
                    experiment.margin(),
                    report.outcome(),
                    at.positions(),
                    Instant.ofEpochMilli(at.newest())));
            boolean news = better(report.outcome()) && !better(state.reported());
            return new PairState(
                    state.partitions(),
                    state.split(),
                    report.outcome(),
                    state.examples(),
                    state.signs(),
                    state.decided() + (news ? 1 : 0));
        }

        private static boolean better(Verdict.Outcome outcome) {
            return outcome == Verdict.Outcome.A_BETTER || outcome == Verdict.Outcome.B_BETTER;
        }
    }

    /** Keeps everything in memory. */
    private static final class Memory implements ComparisonState {
        private final Map<String, RunningScoreboard> boards = new HashMap<>();
        private final Map<String, Curve> curves = new HashMap<>();
        private final Map<String, Versions> versions = new HashMap<>();
        private final Map<String, ArmDetail> details = new HashMap<>();
        private final Map<String, Guards> guards = new HashMap<>();
        private final Map<String, byte[]> units = new HashMap<>();

        @Override
        public RunningScoreboard scoreboard(String experiment) {
            return boards.computeIfAbsent(experiment, none -> new RunningScoreboard(Scoreboard.EMPTY));
        }

        @Override
        public void putScoreboard(String experiment, RunningScoreboard scoreboard) {
            boards.put(experiment, scoreboard);
        }

        @Override
        public Curve curve(String key, int series) {
            return curves.getOrDefault(key, Curve.of(series));
        }

        @Override
        public void putCurve(String key, Curve curve) {
            curves.put(key, curve);
        }

        @Override
        public Versions versions(String key) {
            return versions.getOrDefault(key, Versions.NONE);
        }

        @Override
        public void putVersions(String key, Versions changed) {
            versions.put(key, changed);
        }

        @Override
        public @Nullable ArmDetail detail(String key) {
            return details.get(key);
        }

        @Override
        public void putDetail(String key, ArmDetail detail) {
            details.put(key, detail);
        }

        @Override
        public @Nullable Guards guards(String experiment) {
            return guards.get(experiment);
        }

        @Override
        public void putGuards(String experiment, Guards changed) {
            guards.put(experiment, changed);
        }

        @Override
        public byte[] units(String key) {
            return units.getOrDefault(key, SeenUnits.empty());
        }

        @Override
        public void putUnits(String key, byte[] block) {
            units.put(key, block);
        }
    }
}
