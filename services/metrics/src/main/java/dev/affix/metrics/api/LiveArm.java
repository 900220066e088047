package dev.affix.metrics.api;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Comparing;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.SampleEfficiency;
import dev.affix.metrics.comparison.Versions;
import dev.affix.statistics.PrequentialScore;
import dev.affix.statistics.score.TextSums;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An arm's prequential scores. Scores are absent before its first example.
 *
 * @param examples scored and released examples
 * @param accuracy share of right answers; of texts of exact matches
 * @param logLoss mean, in nats; absent for texts
 * @param rollingAccuracy over the last {@code rollingWindow} examples
 * @param firstWindowAccuracy over the first {@code rollingWindow} examples
 * @param scores the same and all others in three views, absent if none is known
 * @param texts the scores of the texts that it generated, absent if it answers with labels
 * @param segments scores by value of the experiment's segment attribute, in the order in which the values came; empty without one
 * @param cost what its answers took, absent if nothing is known
 * @param adapter its newest published version
 * @param efficiency accuracy against what its versions had learned from
 * @param versions those that were published or answered, oldest first
 */
public record LiveArm(
        String arm,
        String variant,
        long examples,
        @Nullable Double accuracy,
        @Nullable Double logLoss,
        @Nullable Double rollingAccuracy,
        int rollingWindow,
        @Nullable Double firstWindowAccuracy,
        @Nullable LiveScores scores,
        @Nullable LiveTexts texts,
        List<LiveSegment> segments,
        @Nullable LiveCost cost,
        @Nullable Adapter adapter,
        ArmCurve curve,
        LiveEfficiency efficiency,
        List<Versions.Mark> versions) {
    /** A published version. */
    public record Adapter(
            String digest,
            long version,
            @Nullable Long examples,
            @Nullable Instant publishedAt) {}

    /**
     * Accuracy over the number of examples; of texts the experiment's primary score, and {@code rolling} is the mean with weights that
     * fall to 1/e over a window's length.
     */
    public record ArmCurve(List<Long> examples, List<Double> accuracy, List<Double> rolling) {}

    static LiveArm of(
            Experiment experiment,
            Arm contestant,
            @Nullable PrequentialScore score,
            @Nullable ArmScores scores,
            int window,
            Curve curve,
            Versions versions) {
        String arm = contestant.name();
        String variant = contestant.hyperparameters().variant();
        Versions.Mark newest = versions.newestPublished();
        Adapter adapter = newest == null
                ? null
                : new Adapter(newest.digest(), newest.version(), newest.examples(), newest.publishedAt());
        if (score == null) {
            ArmCurve none = new ArmCurve(List.of(), List.of(), List.of());
            return new LiveArm(
                    arm,
                    variant,
                    0,
                    null,
                    null,
                    null,
                    window,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    adapter,
                    none,
                    LiveEfficiency.of(SampleEfficiency.NONE),
                    versions.marks());
        }
        long right = Math.round(score.accuracy() * score.count());
        SampleEfficiency efficiency = SampleEfficiency.of(versions, score.count(), right);
        ArmScores.Texts texts = scores == null ? null : scores.texts();
        Curve shown = texts == null
                ? curve.endingAt(score.count(), score.accuracy(), score.rollingAccuracy())
                : curve.endingAt(
                        score.count(),
                        Comparing.primary(experiment, new TextSums(texts.sinceStart())),
                        Comparing.primary(experiment, new TextSums(texts.faded())));
        return new LiveArm(
                arm,
                variant,
                score.count(),
                score.accuracy(),
                experiment.generates() ? null : score.logLoss(),
                score.rollingAccuracy(),
                score.windowSize(),
                score.firstWindowAccuracy(),
                LiveScores.of(scores),
                LiveTexts.of(scores),
                LiveSegment.of(scores),
                LiveCost.of(scores),
                adapter,
                new ArmCurve(shown.examples(), Rounded.of(shown.column(0)), Rounded.of(shown.column(1))),
                LiveEfficiency.of(efficiency),
                versions.marks());
    }
}
