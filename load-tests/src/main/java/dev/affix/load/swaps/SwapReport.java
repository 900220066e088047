package dev.affix.load.swaps;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a run showed.
 *
 * @param swaps versions that were published
 * @param replicas of inference
 * @param seconds the swaps took
 * @param requests sent through Kafka
 * @param findings what the audit saw
 * @param publishMicros from the call to the answer that every replica serves the version
 * @param swapTimes how long one roster took the place of another, per replica
 * @param problems what must not be
 */
record SwapReport(
        int swaps,
        int replicas,
        double seconds,
        int requests,
        Audit.Findings findings,
        Histogram publishMicros,
        List<SwapTime> swapTimes,
        List<String> problems) {

    /**
     * A replica's own account of its last minutes, in seconds.
     *
     * @param median half were shorter
     * @param p99 99 of 100 were shorter
     * @param max none was longer
     */
    record SwapTime(double median, double p99, double max) {
        static SwapTime of(HttpResponse<byte[]> metrics) {
            String text = new String(metrics.body(), StandardCharsets.UTF_8);
            return new SwapTime(
                    value(text, "affix_inference_swap_time_seconds{quantile=\"0.5\"}"),
                    value(text, "affix_inference_swap_time_seconds{quantile=\"0.99\"}"),
                    value(text, "affix_inference_swap_time_seconds_max"));
        }

        private static double value(String metrics, String series) {
            return metrics.lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    /** Returns the report as Markdown. */
    String markdown() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%d swaps at %d replicas in %.0f s, among %d requests through Kafka: %d answers by %d versions, each computed"
                        + " anew; %d problems.%n%n",
                swaps,
                replicas,
                seconds,
                requests,
                findings.answers(),
                findings.versions(),
                problems.size()));
        out.append("| ms | p50 | p99 | max |\n|---|---|---|---|\n");
        out.append(String.format(
                Locale.ROOT,
                "| publish with `wait=true`, until every replica serves it | %.1f | %.1f | %.1f |%n",
                publishMicros.getValueAtPercentile(50) / 1e3,
                publishMicros.getValueAtPercentile(99) / 1e3,
                publishMicros.getMaxValue() / 1e3));
        for (int i = 0; i < swapTimes.size(); i++) {
            SwapTime time = swapTimes.get(i);
            out.append(String.format(
                    Locale.ROOT,
                    "| the swap itself, replica %d | %.3f | %.3f | %.3f |%n",
                    i,
                    time.median * 1e3,
                    time.p99 * 1e3,
                    time.max * 1e3));
        }
        problems.stream().limit(20).forEach(problem -> out.append("\n- ").append(problem));
        return out.append('\n').toString();
    }
}
