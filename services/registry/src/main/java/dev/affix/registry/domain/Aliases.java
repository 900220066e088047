package dev.affix.registry.domain;

import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.MoveAlias;
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
import java.util.Objects;
import java.util.Optional;

/** Movable names for versions; every move stays in the history with the evidence that justified it. Thread-safe. */
@ApplicationScoped
public class Aliases {
    private static final Sql.Row<AliasMoved> DOCUMENT = Documents.of(AliasMoved.class);

    private final Outbox outbox;
    private final Database database;
    private final Clock clock;

    Aliases(Outbox outbox, Database database, Clock clock) {
        this.outbox = outbox;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Moves an alias, or creates it. Where it points there already with the same evidence, nothing happens: a call may
     * be repeated.
     *
     * @throws Refusal if no version has the digest
     */
    public AliasMoved move(String alias, MoveAlias body) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // Checks the name.
        AliasMoved first = new AliasMoved(alias, body.digest(), null, body.evidence(), now);
        return outbox.change((connection, events) -> {
            requirePublished(connection, body.digest());
            Optional<AliasMoved> current = current(connection, alias);
            if (current.isPresent() && says(current.get(), body)) {
                return current.get();
            }
            AliasMoved moved = current.map(
                            before -> new AliasMoved(alias, body.digest(), before.digest(), body.evidence(), now))
                    .orElse(first);
            String document = Documents.write(moved);
            Sql.update(
                    connection,
                    "insert into aliases (alias, digest, document) values (?, ?, ?::json)"
                            + " on conflict (alias) do update set digest = excluded.digest, document = excluded.document",
                    alias,
                    body.digest(),
                    document);
            Sql.update(connection, "insert into alias_history (alias, document) values (?, ?::json)", alias, document);
            events.adapter(moved, now);
            return moved;
        });
    }

    /** Returns where each alias points, by name. */
    public List<AliasMoved> all() {
        return database.read(
                connection -> Sql.list(connection, "select document from aliases order by alias", DOCUMENT));
    }

    /** Returns where an alias points. */
    public Optional<AliasMoved> find(String alias) {
        return database.read(connection -> current(connection, alias));
    }

    /** Returns an alias's moves, oldest first; none if it does not exist. */
    public List<AliasMoved> history(String alias) {
        return database.read(connection -> Sql.list(
                connection, "select document from alias_history where alias = ? order by id", DOCUMENT, alias));
    }

    private static boolean says(AliasMoved current, MoveAlias body) {
        return current.digest().equals(body.digest()) && Objects.equals(current.evidence(), body.evidence());
    }

    private static Optional<AliasMoved> current(Connection connection, String alias) throws SQLException {
        return Sql.first(connection, "select document from aliases where alias = ?", DOCUMENT, alias);
    }

    private static void requirePublished(Connection connection, String digest) throws SQLException {
        if (Sql.list(connection, "select id from versions where digest = ? limit 1", row -> row.getLong(1), digest)
                .isEmpty()) {
            throw Refusal.unknown("Version " + digest);
        }
    }
}
