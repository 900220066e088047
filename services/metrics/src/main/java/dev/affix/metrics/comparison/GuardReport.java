package dev.affix.metrics.comparison;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.Versions.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a guard says at one moment.
 *
 * @param guard which
 * @param tripped whether something is wrong; it stays so
 * @param logEValue natural logarithm of the evidence, for guards that are tests; absent for those that are certain
 * @param threshold where such a guard trips, ln(1/{@link Guards#LEVEL})
 * @param detail one sentence for people
 */
public record GuardReport(
        Guard guard,
        boolean tripped,
        @Nullable Double logEValue,
        @Nullable Double threshold,
        String detail) {
    private static final double THRESHOLD = -Math.log(Guards.LEVEL);

    /** What is watched. */
    public enum Guard {
        /** Arms of different hyperparameters answer with different versions, each with its own. */
        @JsonProperty("dose")
        DOSE("dose"),
        /** Arms of equal hyperparameters, seed included, have the same versions: an A/A control. Only where there are such arms. */
        @JsonProperty("same-policy")
        SAME_POLICY("same-policy"),
        /** In {@code paired} mode every arm answers every request. */
        @JsonProperty("same-input")
        SAME_INPUT("same-input"),
        /** Labels keep their distribution. Not where they are reference texts. */
        @JsonProperty("label-drift")
        LABEL_DRIFT("label-drift"),
        /** Labels of right and of wrong answers, and in {@code split} mode of all arms, are equally late. */
        @JsonProperty("lateness")
        LATENESS("lateness"),
        /** In {@code split} mode arms are drawn evenly; of each unit's requests only the first counts, the others are not independent. */
        @JsonProperty("sample-ratio")
        SAMPLE_RATIO("sample-ratio");

        private final String code;

        Guard(String code) {
            this.code = code;
        }

        /** Returns its name in the API and in series. */
        public String code() {
            return code;
        }
    }

    /**
     * Returns what the guards of an experiment say.
     *
     * @param guards null before the first prediction was released
     * @param versions by arm
     */
    public static List<GuardReport> of(Experiment experiment, @Nullable Guards guards, Map<String, Versions> versions) {
        Guards known = Objects.requireNonNullElseGet(guards, () -> new Guards(experiment));
        List<GuardReport> reports = new ArrayList<>();
        if (experiment.arms().size() > 1) {
            reports.add(dose(experiment, versions));
            if (Pair.all(experiment).stream().anyMatch(pair -> pair.samePolicy(experiment))) {
                reports.add(samePolicy(experiment, versions));
            }
            if (experiment.mode() == Experiment.Mode.PAIRED) {
                reports.add(sameInput(known));
            } else {
                reports.add(test(
                        Guard.SAMPLE_RATIO, known.logEValueOfRatio(), "requests drawn by arm: " + known.assigned()));
            }
        }
        if (!experiment.generates()) {
            reports.add(
                    test(Guard.LABEL_DRIFT, known.logEValueOfDrift(), "that the distribution of labels has changed"));
        }
        reports.add(
                test(Guard.LATENESS, known.logEValueOfLateness(), "that the delay of labels depends on who was right"));
        return reports;
    }

    private static GuardReport test(Guard guard, double logEValue, String what) {
        String evidence = String.format(
                Locale.ROOT, "10^%.1f of 10^%.0f that trip it: ", logEValue / Math.log(10), THRESHOLD / Math.log(10));
        return new GuardReport(guard, logEValue >= THRESHOLD, logEValue, THRESHOLD, "evidence " + evidence + what);
    }

    private static GuardReport sameInput(Guards guards) {
        long missing = guards.incomplete();
        return new GuardReport(
                Guard.SAME_INPUT,
                missing > 0,
                null,
                null,
                missing + " of " + guards.predictions() + " predictions were not answered by every arm");
    }

    /**
     * Trips if an arm answered with a version that another arm with other hyperparameters answered with or published. First versions are left out: nothing has been learned, and two arms that differ only in
     * how they learn are then rightly the same.
     */
    private static GuardReport dose(Experiment experiment, Map<String, Versions> versions) {
        int answered = 0;
        for (Arm arm : experiment.arms()) {
            List<Mark> own = marks(versions, arm);
            answered +=
                    (int) own.stream().filter(mark -> mark.servedFrom() != null).count();
            for (Arm other : experiment.arms()) {
                if (other.hyperparameters().equals(arm.hyperparameters())) {
                    continue;
                }
                Map<String, Mark> theirs = marks(versions, other).stream()
                        .collect(Collectors.toMap(Mark::digest, mark -> mark, (first, second) -> second));
                for (Mark mark : own) {
                    Mark same = theirs.get(mark.digest());
                    if (mark.servedFrom() != null && same != null && Math.max(mark.version(), same.version()) > 1) {
                        return new GuardReport(
                                Guard.DOSE,
                                true,
                                null,
                                null,
                                "arm '" + arm.name() + "' answered as version " + mark.version() + " with "
                                        + mark.digest().substring(0, 8) + ", which is version " + same.version()
                                        + " of arm '" + other.name() + "'");
                    }
                }
            }
        }
        return new GuardReport(Guard.DOSE, false, null, null, answered + " versions answered, each for its own arm");
    }

    /** Trips if two arms that are one policy published different versions after as many examples. */
    private static GuardReport samePolicy(Experiment experiment, Map<String, Versions> versions) {
        int same = 0;
        for (Pair pair : Pair.all(experiment)) {
            if (!pair.samePolicy(experiment)) {
                continue;
            }
            Map<Long, Mark> theirs = versions.getOrDefault(pair.armB(), Versions.NONE).marks().stream()
                    .filter(mark -> mark.examples() != null)
                    .collect(Collectors.toMap(Mark::examples, mark -> mark, (first, second) -> second));
            for (Mark mark : versions.getOrDefault(pair.armA(), Versions.NONE).marks()) {
                Mark other = mark.examples() == null ? null : theirs.get(mark.examples());
                if (other != null && !other.digest().equals(mark.digest())) {
                    String learned = "having learned from " + mark.examples() + " examples, arm '";
                    return new GuardReport(
                            Guard.SAME_POLICY,
                            true,
                            null,
                            null,
                            learned + pair.armA() + "' published "
                                    + mark.digest().substring(0, 8) + " and arm '"
                                    + pair.armB() + "', tuned alike, "
                                    + other.digest().substring(0, 8));
                }
                same += other == null ? 0 : 1;
            }
        }
        return new GuardReport(
                Guard.SAME_POLICY,
                false,
                null,
                null,
                same + " versions of arms that are tuned alike, byte for byte the same");
    }

    private static List<Mark> marks(Map<String, Versions> versions, Arm arm) {
        return versions.getOrDefault(arm.name(), Versions.NONE).marks();
    }
}
