package dev.affix.inference.stream;

import dev.affix.inference.answering.Predictor;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.kafka.Clients;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.tracing.Traces;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Runs the request loop in a thread of its own. Lifecycle: {@link #start} once, {@link #stop} once. When the loop ends
 * with a failure the process exits with code 1, to be started again by whoever watches it.
 */
@ApplicationScoped
public class RequestStream {
    private static final Logger LOG = Logger.getLogger(RequestStream.class);
    /** Failures in a row after which the process is better started anew. */
    private static final int UNHEALTHY = 20;

    private final InferenceConfig config;
    private final RequestLoop loop;
    private volatile boolean started;
    private final Thread thread = new Thread(this::run, "affix-requests");

    RequestStream(
            Clients clients,
            InferenceConfig config,
            Predictor predictor,
            Rosters rosters,
            Readiness readiness,
            Counts counts,
            Traces traces) {
        this.config = config;
        this.loop = new RequestLoop(
                clients.requests(),
                clients::predictions,
                config.maxBatch(),
                predictor,
                rosters,
                readiness,
                counts,
                traces);
    }

    /** Starts consuming; requests are fetched once the gate is open. */
    public void start() {
        started = true;
        thread.start();
    }

    /** Finishes the batch in hand and leaves; waits at most 20 seconds. */
    public void stop() {
        loop.stop();
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the loop, once started, runs and gets on. */
    public boolean healthy() {
        return !started || (thread.isAlive() && loop.failures() < UNHEALTHY);
    }

    private void run() {
        try {
            loop.run();
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "The request stream ended. If another process runs with AFFIX_INFERENCE_INSTANCE_ID=%s, give each its own;"
                            + " if this one stood still until the broker ended its transaction, start it again.",
                    config.instanceId());
            Quarkus.asyncExit(1);
        }
    }
}
