package dev.affix.standalone.demo;

import dev.affix.standalone.terminal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the status shows while records are replayed.
 *
 * @param total requests of this run
 * @param sent how many of them were sent
 * @param answered how many of them were answered, negative if metrics does not say
 * @param scored how many of them have a scored record
 * @param rate requests sent per second, so far
 * @param elapsed since the replay began
 * @param remaining estimated time until everything is scored
 * @param live newest numbers of metrics, null before the first
 * @param training where training stands, null if it does not say
 */
record ProgressView(
        int total,
        int sent,
        long answered,
        long scored,
        double rate,
        Duration elapsed,
        Duration remaining,
        @Nullable LiveDocument live,
        @Nullable TrainingProgress training) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Text.count(sent) + "/" + Text.count(total) + " sent, "
                + (answered < 0 ? "-" : Text.count(answered)) + " answered, " + Text.count(scored) + " scored, "
                + (live == null ? "-" : Text.count(live.counts().pending())) + " labels awaited  " + Text.rate(rate)
                + "/s  " + Text.duration(elapsed) + ", about " + Text.duration(remaining) + " left");
        if (live != null) {
            int width = live.arms().stream()
                    .mapToInt(arm -> arm.arm().length())
                    .max()
                    .orElse(0);
            for (LiveDocument.ArmState arm : live.arms()) {
                LiveDocument.AdapterState adapter = arm.adapter();
                String name = arm.arm() + " ".repeat(width - arm.arm().length());
                lines.add("  " + name + "  " + padded(Text.percent(arm.rollingAccuracy())) + "  "
                        + (adapter == null ? "no adapter yet" : "adapter v" + adapter.version())
                        + learned(arm.arm()));
            }
        }
        return lines;
    }

    private String learned(String arm) {
        OptionalLong examples = training == null ? OptionalLong.empty() : training.examples(arm);
        return examples.isPresent() ? "  learned from " + Text.count(examples.getAsLong()) : "";
    }

    private static String padded(String percent) {
        return " ".repeat(Math.max(0, "100.0%".length() - percent.length())) + percent;
    }
}
