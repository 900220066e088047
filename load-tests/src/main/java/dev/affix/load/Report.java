package dev.affix.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a run showed.
 *
 * @param schedule what was sent and when
 * @param answered measured requests that were answered
 * @param unanswered requests, warm-up included, without an answer at the deadline
 * @param duplicates answers beyond the first to a request
 * @param throughput measured requests answered per second, from the first intended send to the last answer
 * @param latency from intended send time to the answer's arrival, in microseconds
 * @param sendDelay how late the generator itself was, in microseconds: its own fault, not the server's
 */
public record Report(
        Schedule schedule,
        int answered,
        int unanswered,
        int duplicates,
        double throughput,
        Histogram latency,
        Histogram sendDelay) {

    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 100};

    /** Returns the report as Markdown. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "Offered %.1f requests/s for %d requests after %d of warm-up; answered %.1f requests/s; %d unanswered, %d"
                        + " answered twice.%n%n",
                schedule.ratePerSecond(),
                schedule.requests(),
                schedule.warmUp(),
                throughput,
                unanswered,
                duplicates));
        out.append("| ms from intended send | p50 | p90 | p95 | p99 | p99.9 | max | mean |\n");
        out.append("|---|---|---|---|---|---|---|---|\n");
        row(out, "answer received", latency);
        row(out, "generator's own delay", sendDelay);
        return out.toString();
    }

    private static void row(StringBuilder out, String name, Histogram histogram) {
        out.append("| ").append(name);
        for (double percentile : PERCENTILES) {
            out.append(String.format(Locale.ROOT, " | %.1f", histogram.getValueAtPercentile(percentile) / 1000.0));
        }
        out.append(String.format(Locale.ROOT, " | %.1f |%n", histogram.getMean() / 1000.0));
    }
}
