package dev.affix.metrics.meters;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.GuardReport;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Counts.Kind;
import dev.affix.metrics.replica.ExperimentState;
import dev.affix.metrics.replica.Part;
import dev.affix.metrics.replica.StateReader;
import dev.affix.statistics.PrequentialScore;
import dev.affix.statistics.score.ClassScores;
import dev.affix.statistics.score.TextSums;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Series of every experiment, brought up to date from the state. Values come from the stores, so that they are the same
 * after a restart; tags are experiment, arm, pair, kind and reason only. One thread refreshes, any reads.
 */
final class ExperimentMeters {
    private final MeterRegistry registry;
    private final Map<String, Series> series = new HashMap<>();
    private long round;

    /** A series, its value and when it was seen last. */
    private static final class Series {
        private volatile double value;
        private long seen;
        private @Nullable Meter meter;
    }

    ExperimentMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Takes the values of now. Series of experiments that are another replica's are there: who adds up all replicas' series
     * counts each once.
     */
    void refresh(StateReader reader) {
        round++;
        for (Experiment experiment : reader.experiments()) {
            ExperimentState state = reader.of(experiment);
            Part here = reader.part(experiment);
            if (here.owns(state)) {
                experiment(state);
            }
            if (here.compared().containsKey(0)) {
                ofNone(state);
            }
        }
        Iterator<Series> all = series.values().iterator();
        while (all.hasNext()) {
            Series one = all.next();
            if (one.seen != round && one.meter != null) {
                registry.remove(one.meter);
                all.remove();
            }
        }
    }

    private void experiment(ExperimentState state) {
        Experiment experiment = state.experiment();
        Tags tags = Tags.of("experiment", experiment.name());
        gauge("affix.experiment.alpha", tags, experiment.alpha());
        gauge("affix.experiment.margin", tags, experiment.margin());
        counts(state.counts(), tags);
        Scoreboard scores = state.scoreboard();
        experiment.arms().forEach(arm -> {
            PrequentialScore.State saved = scores.arms().get(arm.name());
            if (saved != null) {
                arm(experiment, new PrequentialScore(saved), tags.and("arm", arm.name()));
            }
            ArmScores detail = state.detail(arm.name());
            if (detail != null) {
                detail(detail, tags.and("arm", arm.name()));
            }
        });
        for (GuardReport guard : state.guards()) {
            gauge("affix.guard.tripped", tags.and("guard", guard.guard().code()), guard.tripped() ? 1 : 0);
        }
        for (Pair pair : Pair.of(experiment)) {
            PairState saved = scores.pairs().get(pair.key());
            if (saved != null) {
                Tags both = tags.and("arm_a", pair.armA(), "arm_b", pair.armB());
                pair(PairReport.of(experiment, saved), both);
                if (pair.samePolicy(experiment)) {
                    gauge("affix.pair.false.alarms", both, saved.decided());
                }
            }
        }
    }

    /** What belongs to no experiment, such as labels that came twice before any prediction. */
    private void ofNone(ExperimentState state) {
        Tags none = Tags.of("experiment", "");
        Counts nobodys = state.counts(Counts.NO_EXPERIMENT);
        counter("affix.join.duplicates", none.and("kind", "label"), nobodys.of(Kind.DUPLICATE_LABELS));
        expired(nobodys, none, Kind.NO_PREDICTION, Kind.PUSHED_OUT_LABELS);
        Counts all = state.counts(Counts.ALL);
        for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
            counter(
                    "affix.dead.letters",
                    Tags.of("reason", reason.code()),
                    all.deadLetters().getOrDefault(reason, 0L));
        }
    }

    private void counts(Counts counts, Tags tags) {
        gauge("affix.join.pending", tags, counts.pending());
        counter("affix.join.late", tags, counts.of(Kind.LATE));
        counter("affix.join.unlabelled", tags, counts.of(Kind.UNLABELLED));
        counter("affix.join.duplicates", tags.and("kind", "prediction"), counts.of(Kind.DUPLICATE_PREDICTIONS));
        counter("affix.join.duplicates", tags.and("kind", "label"), counts.of(Kind.DUPLICATE_LABELS));
        expired(counts, tags, Kind.NO_LABEL, Kind.OTHER_LABEL, Kind.PUSHED_OUT, Kind.FORGOTTEN);
    }

    private void expired(Counts counts, Tags tags, Kind... causes) {
        for (Kind cause : causes) {
            String name = cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
            counter("affix.join.expired", tags.and("cause", name), counts.of(cause));
        }
    }

    private void arm(Experiment experiment, PrequentialScore score, Tags tags) {
        gauge("affix.arm.examples", tags, score.count());
        gauge("affix.arm.accuracy", tags, score.accuracy());
        if (!experiment.generates()) {
            gauge("affix.arm.log.loss", tags, score.logLoss());
        }
        gauge("affix.arm.rolling.accuracy", tags, score.rollingAccuracy());
    }

    private void detail(ArmScores scores, Tags tags) {
        if (scores.texts() == null) {
            labels(scores, tags);
        } else {
            texts(scores.texts(), tags);
        }
        if (scores.costs().answers() > 0) {
            gauge("affix.arm.compute.seconds", tags, scores.meanCompute());
        }
        for (double share : List.of(0.5, 0.99)) {
            scores.latency(share)
                    .ifPresent(seconds ->
                            gauge("affix.arm.latency.seconds", tags.and("quantile", Double.toString(share)), seconds));
        }
    }

    private void texts(ArmScores.Texts texts, Tags tags) {
        TextSums sinceStart = new TextSums(texts.sinceStart());
        TextSums faded = new TextSums(texts.faded());
        gauge("affix.arm.faded.accuracy", tags, faded.exactMatch());
        gauge("affix.arm.text.score", tags.and("score", "bleu"), sinceStart.bleu());
        gauge("affix.arm.text.score", tags.and("score", "rouge-l"), sinceStart.rougeL());
        gauge("affix.arm.text.score", tags.and("score", "chrf"), sinceStart.chrf());
    }

    private void labels(ArmScores scores, Tags tags) {
        ClassScores sinceStart = new ClassScores(scores.sinceStart());
        ClassScores faded = new ClassScores(scores.faded());
        if (faded.weight() > 0) {
            gauge("affix.arm.faded.accuracy", tags, faded.accuracy());
        }
        gauge("affix.arm.macro.f1", tags, sinceStart.macroF1());
        // Half of it, as in the contract: in [0, 1].
        gauge("affix.arm.brier", tags, sinceStart.brier() / 2);
        gauge("affix.arm.calibration.error", tags, sinceStart.calibrationError());
    }

    private void pair(PairReport report, Tags tags) {
        gauge("affix.pair.difference", tags, report.difference());
        gauge("affix.pair.lower", tags, report.interval().lower());
        gauge("affix.pair.upper", tags, report.interval().upper());
        gauge("affix.pair.log.e.value.a", tags, report.logEValueA());
        gauge("affix.pair.log.e.value.b", tags, report.logEValueB());
        // One series per verdict, 1 for that of now: what can be alerted on by name.
        for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
            gauge("affix.pair.verdict", tags.and("verdict", name(outcome)), outcome == report.outcome() ? 1 : 0);
        }
    }

    private static String name(Verdict.Outcome outcome) {
        return switch (outcome) {
            case A_BETTER -> "A better";
            case B_BETTER -> "B better";
            case EQUIVALENT -> "equivalent";
            case UNDECIDED -> "undecided";
        };
    }

    private void gauge(String name, Tags tags, Number value) {
        Series one = series(name, tags, value);
        if (one.meter == null) {
            one.meter =
                    Gauge.builder(name, one, series -> series.value).tags(tags).register(registry);
        }
    }

    private void counter(String name, Tags tags, Number value) {
        Series one = series(name, tags, value);
        if (one.meter == null) {
            one.meter = FunctionCounter.builder(name, one, series -> series.value)
                    .tags(tags)
                    .register(registry);
        }
    }

    private Series series(String name, Tags tags, Number value) {
        Series one = series.computeIfAbsent(name + tags, key -> new Series());
        one.value = value.doubleValue();
        one.seen = round;
        return one;
    }
}
