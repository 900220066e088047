package dev.affix.registry.outbox;

import dev.affix.contracts.CloudEvents;
import dev.affix.registry.config.RegistryConfig;
import dev.affix.registry.store.Database;
import dev.affix.registry.store.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox in the order of commits, from one replica at a time.
 *
 * <p>Lifecycle of {@link #run}, on one thread of its own:
 * <ol>
 *   <li>take the relay's lock, which belongs to a database session: it is free again when its holder dies;
 *   <li>send the oldest events, one after the other, each acknowledged before the next;
 *   <li>delete what was acknowledged. Killed before that, the next holder sends it again: at least once, in order;
 *   <li>with nothing to send, wait for a commit of this process or the poll interval;
 *   <li>on any failure, say it once, let go of the lock and begin again.
 * </ol>
 */
@Singleton
final class OutboxRelay implements Runnable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final String SERVICE = "registry";
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final DataSource source;
    private final RecordSender sender;
    private final RelaySignal signal;
    private final RelayState state;
    private final MeterRegistry meters;
    private final Duration poll;
    private final int batch;

    OutboxRelay(
            DataSource source,
            RecordSender sender,
            RelaySignal signal,
            RelayState state,
            MeterRegistry meters,
            RegistryConfig config) {
        this.source = source;
        this.sender = sender;
        this.signal = signal;
        this.state = state;
        this.meters = meters;
        this.poll = config.outbox().poll();
        this.batch = config.outbox().batch();
    }

    /** Relays until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    relayWhileHolder();
                    signal.await(poll);
                } catch (SQLException | SendFailedException | RuntimeException e) {
                    if (state.failing(String.valueOf(e.getMessage()))) {
                        LOG.warnf("Events wait in the outbox and are tried again until it works: %s", e.getMessage());
                    }
                    signal.await(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state.ended();
        }
    }

    /** Returns at once when another replica holds the lock. */
    private void relayWhileHolder() throws SQLException, SendFailedException, InterruptedException {
        try (Connection connection = source.getConnection()) {
            if (!lock(connection, "select pg_try_advisory_lock(?)")) {
                working(RelayState.Phase.STANDBY);
                return;
            }
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    publishAll(connection);
                    working(RelayState.Phase.RELAYING);
                    signal.await(poll);
                }
            } finally {
                // Pooled sessions live on: the lock must not live on with them.
                lock(connection, "select pg_advisory_unlock(?)");
            }
        }
    }

    private void publishAll(Connection connection) throws SQLException, SendFailedException, InterruptedException {
        for (List<OutboxEvent> events = OutboxTable.oldest(connection, batch);
                !events.isEmpty();
                events = OutboxTable.oldest(connection, batch)) {
            long acknowledged = -1;
            try {
                for (OutboxEvent event : events) {
                    sender.send(message(event));
                    acknowledged = event.id();
                    meters.counter(
                                    "affix.registry.published",
                                    "topic",
                                    event.topic().topicName())
                            .increment();
                }
            } finally {
                if (acknowledged >= 0) {
                    OutboxTable.deleteUntil(connection, acknowledged);
                }
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> message(OutboxEvent event) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(event.topic().topicName(), utf8(event.key()), utf8(event.value()));
        CloudEvents.headers(event.topic(), Long.toString(event.id()), SERVICE, event.time())
                .forEach((name, value) -> message.headers().add(name, value));
        add(message, CloudEvents.TRACE_PARENT, event.trace().parent());
        add(message, CloudEvents.TRACE_STATE, event.trace().state());
        return message;
    }

    private static void add(ProducerRecord<byte[], byte[]> message, String header, @Nullable String value) {
        if (value != null) {
            message.headers().add(header, utf8(value));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void working(RelayState.Phase phase) {
        if (state.working(phase)) {
            LOG.info("Events leave the outbox again.");
        }
    }

    private static boolean lock(Connection connection, String function) throws SQLException {
        return Sql.first(connection, function, row -> row.getBoolean(1), Database.Lock.RELAY.key())
                .orElse(false);
    }
}
