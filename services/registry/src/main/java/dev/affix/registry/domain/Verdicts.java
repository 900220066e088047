package dev.affix.registry.domain;

import dev.affix.contracts.Verdict;
import dev.affix.registry.store.Database;
import dev.affix.registry.store.Documents;
import dev.affix.registry.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.util.List;

/** The newest verdict of each pair of arms, and all before it. Thread-safe. */
@ApplicationScoped
public class Verdicts {
    private static final Sql.Row<Verdict> DOCUMENT = Documents.of(Verdict.class);

    private final Database database;

    Verdicts(Database database) {
        this.database = database;
    }

    /** Takes a verdict, unless a newer one of its pair is there: the topic may be read again from an earlier place. */
    public void take(Verdict verdict) {
        database.change(connection -> {
            String document = Documents.write(verdict);
            Timestamp decidedAt = Timestamp.from(verdict.decidedAt());
            Sql.update(
                    connection,
                    "insert into verdict_history (experiment, pair, decided_at, examples, document)"
                            + " values (?, ?, ?, ?, ?::json) on conflict (pair, decided_at, examples) do nothing",
                    verdict.experiment(),
                    verdict.key(),
                    decidedAt,
                    verdict.examples(),
                    document);
            return Sql.update(
                    connection,
                    "insert into verdicts (pair, experiment, decided_at, document) values (?, ?, ?, ?::json)"
                            + " on conflict (pair) do update set decided_at = excluded.decided_at,"
                            + " document = excluded.document where excluded.decided_at >= verdicts.decided_at",
                    verdict.key(),
                    verdict.experiment(),
                    decidedAt,
                    document);
        });
    }

    /** Forgets a pair, whose verdicts were deleted from the topic. */
    public void forget(String pair) {
        database.change(connection -> Sql.update(connection, "delete from verdict_history where pair = ?", pair)
                + Sql.update(connection, "delete from verdicts where pair = ?", pair));
    }

    /**
     * Returns an experiment's verdicts in the order in which they were reached.
     *
     * @param after number of the last one known, 0 for none
     * @param limit how many at the most
     */
    public VerdictPage history(String experiment, long after, int limit) {
        List<VerdictPage.Numbered> found = database.read(connection -> Sql.list(
                connection,
                "select id, document from verdict_history where experiment = ? and id > ? order by id limit ?",
                row -> new VerdictPage.Numbered(row.getLong("id"), DOCUMENT.read(row)),
                experiment,
                after,
                limit));
        return VerdictPage.of(found, after);
    }

    /** Returns an experiment's verdicts, by pair. */
    public List<Verdict> of(String experiment) {
        return database.read(connection -> Sql.list(
                connection, "select document from verdicts where experiment = ? order by pair", DOCUMENT, experiment));
    }
}
