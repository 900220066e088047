package dev.affix.load.serving;

import dev.affix.load.Report;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one round measured.
 *
 * @param through requests per second through Kafka
 * @param direct requests per second from memory
 * @param batchMillis of a full batch from memory, by itself
 * @param latency under a share of {@code through}
 * @param burstRows rows of an engine call on average, through Kafka
 * @param directRows the same from memory
 * @param openRows the same under the share
 */
record KafkaRound(
        double through,
        double direct,
        double batchMillis,
        Report latency,
        double burstRows,
        double directRows,
        double openRows) {
    /** What is reported of the rounds, by name. */
    static final Map<String, ToDoubleFunction<KafkaRound>> SERIES = new LinkedHashMap<>();

    static {
        SERIES.put("requests/s through Kafka", KafkaRound::through);
        SERIES.put("requests/s from memory", KafkaRound::direct);
        SERIES.put("through Kafka / from memory", round -> round.through / round.direct);
        SERIES.put("ms of a full batch of " + MemoryFeed.BATCH + " from memory", KafkaRound::batchMillis);
        SERIES.put(
                "requests/s offered in the open loop",
                round -> round.latency.schedule().ratePerSecond());
        SERIES.put("p50, ms from intended send", round -> round.percentile(50));
        SERIES.put("p99, ms from intended send", round -> round.percentile(99));
        SERIES.put("p99 / time of a full batch", round -> round.percentile(99) / round.batchMillis);
        SERIES.put("rows of an engine call through Kafka", KafkaRound::burstRows);
        SERIES.put("rows of an engine call from memory", KafkaRound::directRows);
        SERIES.put("rows of an engine call in the open loop", KafkaRound::openRows);
    }

    boolean complete() {
        return latency.unanswered() == 0 && latency.duplicates() == 0;
    }

    String progress() {
        return String.format(
                Locale.ROOT,
                "%.1f requests/s through Kafka, %.1f from memory; p99 %.0f ms, a full batch takes %.0f",
                through,
                direct,
                percentile(99),
                batchMillis);
    }

    /** Every series by its name. */
    Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        SERIES.forEach((name, value) -> values.put(name, value.applyAsDouble(this)));
        return values;
    }

    private double percentile(double percent) {
        return latency.latency().getValueAtPercentile(percent) / 1000.0;
    }
}
