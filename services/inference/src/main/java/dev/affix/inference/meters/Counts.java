package dev.affix.inference.meters;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Prediction;
import dev.affix.inference.answering.CallObserver;
import dev.affix.inference.answering.OverloadedException;
import dev.affix.inference.roster.Swaps.Swap;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The service's meters. Tags are experiment, arm and small fixed sets of reasons: never a request id or a digest.
 * Thread-safe.
 */
@ApplicationScoped
public class Counts implements CallObserver {
    private final MeterRegistry registry;
    private final Counter requests;
    private final Counter failures;
    private final DistributionSummary batch;
    private final Timer compute;
    private final Timer publishToServed;
    private final DistributionSummary rows;
    private final Counter tokens;
    private final Counter padding;
    private final Timer queue;
    private final Timer call;
    private final Timer swapTime;
    private final AtomicLong lag = new AtomicLong();

    /** Registers the meters. */
    public Counts(MeterRegistry registry) {
        this.registry = registry;
        requests = Counter.builder("affix.inference.requests")
                .description("Request records whose outcome was committed")
                .register(registry);
        failures = Counter.builder("affix.inference.transaction.failures")
                .description("Batches that were rolled back and will be answered again")
                .register(registry);
        batch = DistributionSummary.builder("affix.inference.batch.size")
                .description("Request records of one transaction")
                .register(registry);
        compute = Timer.builder("affix.inference.compute")
                .description("Time from a batch's records to its predictions, before they are sent")
                .publishPercentileHistogram(false)
                .register(registry);
        publishToServed = Timer.builder("affix.inference.publish.to.served")
                .description("Time from a version's publication to the roster that answers with it")
                .register(registry);
        rows = DistributionSummary.builder("affix.inference.call.rows")
                .description("Rows (texts times arms) of one call of the engine")
                .register(registry);
        tokens = tokens(registry, "text");
        padding = tokens(registry, "padding");
        queue = Timer.builder("affix.inference.queue")
                .description("Time that a row waits for its call of the engine")
                .register(registry);
        call = Timer.builder("affix.inference.call")
                .description("Time of one call of the engine")
                .register(registry);
        swapTime = Timer.builder("affix.inference.swap.time")
                .description("Time in which one roster takes the place of another")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        Gauge.builder("affix.inference.request.lag", lag, AtomicLong::get)
                .description("Request records that wait in this replica's partitions")
                .register(registry);
    }

    private static Counter tokens(MeterRegistry registry, String kind) {
        return Counter.builder("affix.inference.tokens")
                .description("Tokens that the engine computed: of texts, and the padding beside them")
                .tag("kind", kind)
                .register(registry);
    }

    @Override
    public void called(int rowsOfCall, int tokensOfTexts, int paddingTokens, Duration computed) {
        rows.record(rowsOfCall);
        tokens.increment(tokensOfTexts);
        padding.increment(paddingTokens);
        call.record(computed);
    }

    @Override
    public void waited(Duration queued) {
        queue.record(queued);
    }

    @Override
    public void turnedAway(OverloadedException.Reason reason) {
        registry.counter("affix.inference.turned.away", "reason", reason.code()).increment();
    }

    @Override
    public void overLength(boolean rejected) {
        registry.counter("affix.inference.over.length", "outcome", rejected ? "rejected" : "truncated")
                .increment();
    }

    /** A batch was answered and committed. */
    public void batch(int records, Duration computed) {
        requests.increment(records);
        batch.record(records);
        compute.record(computed);
    }

    /** A batch was rolled back. */
    public void rolledBack() {
        failures.increment();
    }

    /** A prediction was committed. */
    public void answered(Prediction prediction) {
        prediction
                .answers()
                .forEach(answer -> registry.counter(
                                "affix.inference.answers", "experiment", answer.experiment(), "arm", answer.arm())
                        .increment());
    }

    /** A record went to the dead letters. */
    public void deadLetter(DeadLetter.Reason reason) {
        registry.counter("affix.dead.letters", "reason", reason.code()).increment();
    }

    /** An adapter was refused. */
    public void refused(String reason) {
        registry.counter("affix.inference.refused.adapters", "reason", reason).increment();
    }

    /** An arm answers with another version. */
    public void swapped(Swap swap) {
        registry.counter("affix.inference.swaps", "experiment", swap.experiment(), "arm", swap.arm())
                .increment();
    }

    /** A roster took the place of another. */
    public void swapTook(Duration time) {
        swapTime.record(time);
    }

    /** A version published that long ago is served now. */
    public void served(Duration sincePublished) {
        publishToServed.record(sincePublished.isNegative() ? Duration.ZERO : sincePublished);
    }

    /** So many records wait. */
    public void lag(long records) {
        lag.set(records);
    }
}
