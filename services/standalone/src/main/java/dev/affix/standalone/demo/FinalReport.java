package dev.affix.standalone.demo;

import dev.affix.standalone.process.Child;
import dev.affix.standalone.terminal.Table;
import dev.affix.standalone.terminal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables at the end of a run.
 *
 * @param live final numbers of metrics
 * @param control final numbers of the A/A control, null if metrics did not say
 * @param training where training stands, null if it did not say
 * @param versions versions published, by arm
 * @param majorityShare share of the most frequent label
 * @param deadLetters how many records were refused, by reason
 * @param children the processes
 * @param memoryPeak largest memory of all processes together, in bytes
 * @param took time since the command started
 */
record FinalReport(
        LiveDocument live,
        @Nullable LiveDocument control,
        @Nullable TrainingProgress training,
        Map<String, Integer> versions,
        double majorityShare,
        Map<String, Integer> deadLetters,
        List<Child> children,
        long memoryPeak,
        Duration took) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(arms().lines());
        lines.add("Always guessing the most frequent label would reach " + Text.percent(majorityShare) + ".");
        if (!live.pairs().isEmpty()) {
            lines.add("");
            lines.addAll(pairs().lines());
            lines.add(
                    "A - B in percentage points of accuracy, paired, with 95% confidence sequences: valid however often you look.");
            lines.add("");
            live.pairs().stream()
                    .map(LiveDocument.PairState::sentence)
                    .filter(Objects::nonNull)
                    .map(sentence -> sentence + ".")
                    .forEach(lines::add);
        }
        if (control != null) {
            lines.addAll(alarms(control));
        }
        lines.add("");
        lines.addAll(counts());
        return lines;
    }

    /** What the A/A control says: a verdict on two arms that are one policy is a false alarm. */
    private static List<String> alarms(LiveDocument control) {
        return control.pairs().stream()
                .filter(pair -> pair.falseAlarms() != null)
                .map(pair -> "A/A control, " + pair.armA() + " against " + pair.armB() + " of one policy: false alarms "
                        + pair.falseAlarms() + " in " + Text.count(pair.n()) + " labels.")
                .toList();
    }

    private Table arms() {
        int window = live.arms().stream()
                .mapToInt(LiveDocument.ArmState::rollingWindow)
                .findFirst()
                .orElse(0);
        Table table = new Table(
                1,
                "arm",
                "examples",
                "accuracy",
                "first " + window,
                "last " + window,
                "log-loss",
                "versions",
                "learned");
        for (LiveDocument.ArmState arm : live.arms()) {
            table.row(
                    arm.arm(),
                    Text.count(arm.examples()),
                    Text.percent(arm.accuracy()),
                    Text.percent(arm.firstWindowAccuracy()),
                    Text.percent(arm.rollingAccuracy()),
                    Text.decimal(arm.logLoss()),
                    Text.count(versions.getOrDefault(arm.arm(), 0)),
                    learned(arm.arm()));
        }
        return table;
    }

    private String learned(String arm) {
        OptionalLong examples = training == null ? OptionalLong.empty() : training.examples(arm);
        return examples.isPresent() ? Text.count(examples.getAsLong()) : "-";
    }

    private Table pairs() {
        Table table = new Table(2, "A", "B", "A - B", "from", "to", "e-value A>B", "e-value B>A", "verdict");
        for (LiveDocument.PairState pair : live.pairs()) {
            table.row(
                    pair.armA(),
                    pair.armB(),
                    Text.points(pair.difference()),
                    Text.points(pair.lower()),
                    Text.points(pair.upper()),
                    Text.eValue(pair.eValueA()),
                    Text.eValue(pair.eValueB()),
                    verdict(pair));
        }
        return table;
    }

    /** Names the better arm instead of its letter. */
    private static String verdict(LiveDocument.PairState pair) {
        String verdict = String.valueOf(pair.verdict());
        return switch (verdict) {
            case "A better" -> pair.armA() + " better";
            case "B better" -> pair.armB() + " better";
            default -> verdict;
        };
    }

    private List<String> counts() {
        LiveDocument.Counts counts = live.counts();
        String restarts = children.stream()
                .filter(child -> child.restarts() > 0)
                .map(child -> child.spec().name() + " " + child.restarts())
                .collect(Collectors.joining(", "));
        String letters = deadLetters.entrySet().stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining(", "));
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Ignored duplicates: %,d predictions, %,d labels. Labels still awaited: %,d.",
                        counts.duplicatePredictions(),
                        counts.duplicateLabels(),
                        counts.pending()),
                "Dead letters: " + (letters.isEmpty() ? "none" : letters) + ". Restarts: "
                        + (restarts.isEmpty() ? "none" : restarts) + ".",
                "Peak memory of all processes: " + Text.bytes(memoryPeak) + ". Took " + Text.duration(took) + ".");
    }
}
