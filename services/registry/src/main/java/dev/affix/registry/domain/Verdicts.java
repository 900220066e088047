package dev.affix.registry.domain;

import dev.affix.contracts.Verdict;
import dev.affix.registry.store.Database;
import dev.affix.registry.store.Documents;
import dev.affix.registry.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.util.List;

/** The newest verdict of each pair of arms. Thread-safe. */
@ApplicationScoped
public class Verdicts {
    private static final Sql.Row<Verdict> DOCUMENT = Documents.of(Verdict.class);

    private final Database database;

    Verdicts(Database database) {
        this.database = database;
    }

    /** Takes a verdict, unless a newer one of its pair is there: the topic may be read again from an earlier place. */
    public void take(Verdict verdict) {
        database.change(connection -> Sql.update(
                connection,
                "insert into verdicts (pair, experiment, decided_at, document) values (?, ?, ?, ?::json)"
                        + " on conflict (pair) do update set decided_at = excluded.decided_at,"
                        + " document = excluded.document where excluded.decided_at >= verdicts.decided_at",
                verdict.key(),
                verdict.experiment(),
                Timestamp.from(verdict.decidedAt()),
                Documents.write(verdict)));
    }

    /** Forgets a pair, whose verdicts were deleted from the topic. */
    public void forget(String pair) {
        database.change(connection -> Sql.update(connection, "delete from verdicts where pair = ?", pair));
    }

    /** Returns an experiment's verdicts, by pair. */
    public List<Verdict> of(String experiment) {
        return database.read(connection -> Sql.list(
                connection, "select document from verdicts where experiment = ? order by pair", DOCUMENT, experiment));
    }
}
