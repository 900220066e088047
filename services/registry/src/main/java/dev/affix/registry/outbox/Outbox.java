package dev.affix.registry.outbox;

import dev.affix.contracts.AdapterEvent;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.registry.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Changes of state together with the events that tell of them: both are committed or neither. The topic gets the events
 * in the order of commits, each at least once, also when the process is killed at any point; an event's headers carry the trace of the
 * call that made it. Thread-safe.
 */
@ApplicationScoped
public class Outbox {
    /**
     * Greatest size of an event's value in bytes: what a broker takes by default, less headers. A larger one would hold
     * up every event behind it.
     */
    static final int MAX_VALUE = 900_000;

    /** A change that may tell. */
    @FunctionalInterface
    public interface Change<T> {
        T apply(Connection connection, Events events) throws SQLException;
    }

    /** Takes the events of one change. */
    public interface Events {
        /** Tells of a version or an alias. */
        void adapter(AdapterEvent event, Instant time) throws SQLException;

        /** Tells of an experiment's new state. */
        void experiment(Experiment experiment, Instant time) throws SQLException;
    }

    private final Database database;
    private final RelaySignal signal;
    private final CallTrace trace;

    Outbox(Database database, RelaySignal signal, CallTrace trace) {
        this.database = database;
        this.signal = signal;
        this.trace = trace;
    }

    /**
     * Runs a change in a transaction, alone among all changes, and wakes the relay once it is committed.
     *
     * @throws EventTooLargeException if an event is too large for a record
     */
    public <T> T change(Change<T> change) {
        TraceContext caller = trace.current();
        T result = database.change(connection -> change.apply(connection, new TableEvents(connection, caller)));
        signal.wake();
        return result;
    }

    /** Returns the id of the newest event that waits, 0 if none does. */
    public long newest() {
        return database.read(OutboxTable::newest);
    }

    /** Returns whether Kafka has acknowledged every event up to an id. */
    public boolean sent(long id) {
        return id == 0 || database.read(connection -> OutboxTable.oldestId(connection) > id);
    }

    private record TableEvents(Connection connection, TraceContext trace) implements Events {
        @Override
        public void adapter(AdapterEvent event, Instant time) throws SQLException {
            append(Topics.ADAPTERS, event.key(), Json.write(event), time);
        }

        @Override
        public void experiment(Experiment experiment, Instant time) throws SQLException {
            append(Topics.EXPERIMENTS, experiment.name(), Json.write(experiment), time);
        }

        private void append(Topics topic, String key, byte[] value, Instant time) throws SQLException {
            if (value.length > MAX_VALUE) {
                throw new EventTooLargeException(key, value.length);
            }
            OutboxTable.append(connection, topic, key, new String(value, StandardCharsets.UTF_8), time, trace);
        }
    }
}
