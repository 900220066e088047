package dev.affix.registry.domain;

import dev.affix.contracts.Experiment;
import dev.affix.registry.outbox.Outbox;
import dev.affix.registry.store.Database;
import dev.affix.registry.store.Documents;
import dev.affix.registry.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Experiments: created once under a name, never changed, stopped once. Thread-safe. */
@ApplicationScoped
public class Experiments {
    private static final Sql.Row<Experiment> DOCUMENT = Documents.of(Experiment.class);

    private final Outbox outbox;
    private final Database database;
    private final Clock clock;

    Experiments(Outbox outbox, Database database, Clock clock) {
        this.outbox = outbox;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Creates a running experiment. The same content again gives the one that is there, running or stopped.
     *
     * @param asked its content; status and creation time are the registry's to say
     * @throws Refusal if the name is taken by an experiment of other content
     */
    public Outcome<Experiment> create(Experiment asked) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Experiment created = asked.with(Experiment.Status.RUNNING, now);
        return outbox.change((connection, events) -> {
            Optional<Experiment> existing = find(connection, asked.name());
            if (existing.isPresent()) {
                return same(existing.get(), created);
            }
            Sql.update(
                    connection,
                    "insert into experiments (name, document) values (?, ?::json)",
                    created.name(),
                    Documents.write(created));
            events.experiment(created, now);
            return new Outcome<>(created, true);
        });
    }

    /**
     * Stops an experiment; a stopped one stays as it is.
     *
     * @throws Refusal if there is none of that name
     */
    public Experiment stop(String name) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return outbox.change((connection, events) -> {
            Experiment current = find(connection, name).orElseThrow(() -> Refusal.unknown("Experiment " + name));
            if (!current.running()) {
                return current;
            }
            Experiment stopped = current.with(Experiment.Status.STOPPED, current.createdAt());
            Sql.update(
                    connection,
                    "update experiments set document = ?::json where name = ?",
                    Documents.write(stopped),
                    name);
            events.experiment(stopped, now);
            return stopped;
        });
    }

    /** Returns all experiments, oldest first. */
    public List<Experiment> all() {
        return database.read(
                connection -> Sql.list(connection, "select document from experiments order by id", DOCUMENT));
    }

    /** Returns an experiment. */
    public Optional<Experiment> find(String name) {
        return database.read(connection -> find(connection, name));
    }

    /** Compares all but status and creation time. */
    private static Outcome<Experiment> same(Experiment existing, Experiment asked) {
        if (existing.with(Experiment.Status.RUNNING, asked.createdAt()).equals(asked)) {
            return new Outcome<>(existing, false);
        }
        throw new Refusal(
                Refusal.Kind.CONFLICT,
                "name",
                "Experiment " + asked.name() + " exists with other content. Experiments never change: choose another"
                        + " name.");
    }

    /** As {@link #find(String)}, in a transaction of the caller's. */
    static Optional<Experiment> find(Connection connection, String name) throws SQLException {
        return Sql.first(connection, "select document from experiments where name = ?", DOCUMENT, name);
    }
}
