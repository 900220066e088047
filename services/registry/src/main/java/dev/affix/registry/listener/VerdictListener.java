package dev.affix.registry.listener;

import dev.affix.registry.outbox.SendFailedException;
import dev.affix.registry.store.DatabaseException;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Feeds verdicts to {@link VerdictIntake}, one after the other in the topic's order, on a worker thread. A record is
 * committed after it was taken or dead-lettered, so at least once; while database or broker is away it is tried again
 * until it works.
 */
@ApplicationScoped
class VerdictListener {
    static final String CHANNEL = "verdicts";
    private static final Logger LOG = Logger.getLogger(VerdictListener.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final VerdictIntake intake;
    private final CountDownLatch stopping = new CountDownLatch(1);

    VerdictListener(VerdictIntake intake) {
        this.intake = intake;
    }

    @Incoming(CHANNEL)
    @Blocking
    void take(ConsumerRecord<byte[], byte[]> verdict) throws InterruptedException {
        for (boolean said = false; ; said = true) {
            try {
                intake.take(verdict);
                return;
            } catch (DatabaseException | SendFailedException e) {
                if (!said) {
                    LOG.warnf("A verdict waits and is tried again until it works: %s", e.getMessage());
                }
            }
            if (stopping.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("The registry stops; the verdict will be read again.");
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }
}
