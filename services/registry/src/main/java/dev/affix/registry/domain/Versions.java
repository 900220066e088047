package dev.affix.registry.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.contracts.PublishVersion;
import dev.affix.registry.outbox.Outbox;
import dev.affix.registry.store.Blobs;
import dev.affix.registry.store.Database;
import dev.affix.registry.store.Documents;
import dev.affix.registry.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Immutable adapter versions: numbered from 1 without gaps within an adapter, identified by digest. Thread-safe. */
@ApplicationScoped
public class Versions {
    private static final Sql.Row<AdapterPublished> DOCUMENT = Documents.of(AdapterPublished.class);

    private final Outbox outbox;
    private final Database database;
    private final Blobs blobs;
    private final Clock clock;

    Versions(Outbox outbox, Database database, Blobs blobs, Clock clock) {
        this.outbox = outbox;
        this.database = database;
        this.blobs = blobs;
        this.clock = clock;
    }

    /**
     * Publishes a version, once: the same adapter and digest again give the version that is there.
     *
     * @throws Refusal if the adapter file is not stored, or an experiment's arm is published with other labels than the experiment's
     */
    public Outcome<AdapterPublished> publish(String adapter, PublishVersion body) {
        requireJsonObject(body.config());
        long size = size(body.digest());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // Checks the adapter's name before anything is stored under it.
        AdapterPublished first = version(adapter, 1, body, size, now);
        return outbox.change((connection, events) -> {
            Optional<AdapterPublished> existing = Sql.first(
                    connection,
                    "select document from versions where adapter = ? and digest = ?",
                    DOCUMENT,
                    adapter,
                    body.digest());
            if (existing.isPresent()) {
                return new Outcome<>(existing.get(), false);
            }
            requireLabelsOfItsExperiment(connection, adapter, body.labels());
            long number = newest(connection, adapter) + 1;
            AdapterPublished version = number == 1 ? first : version(adapter, number, body, size, now);
            Sql.update(
                    connection,
                    "insert into versions (adapter, version, digest, document) values (?, ?, ?, ?::json)",
                    adapter,
                    number,
                    body.digest(),
                    Documents.write(version));
            events.adapter(version, now);
            return new Outcome<>(version, true);
        });
    }

    /** Returns each adapter with its newest version, by name. */
    public List<AdapterSummary> newest() {
        return database.read(connection -> Sql.list(
                connection,
                "select distinct on (adapter) adapter, version, digest from versions order by adapter, version desc",
                row -> new AdapterSummary(row.getString("adapter"), row.getLong("version"), row.getString("digest"))));
    }

    /** Returns an adapter's versions, oldest first; none for a name that was never published. */
    public List<AdapterPublished> of(String adapter) {
        return database.read(connection -> Sql.list(
                connection, "select document from versions where adapter = ? order by version", DOCUMENT, adapter));
    }

    /** Returns the first version that was published with a digest, under whatever name. */
    public Optional<AdapterPublished> byDigest(String digest) {
        return database.read(connection -> Sql.first(
                connection, "select document from versions where digest = ? order by id limit 1", DOCUMENT, digest));
    }

    /**
     * Every replica would refuse such a version; its publisher is the one who can put it right. An adapter that is no arm has labels as
     * it likes, none without a head.
     */
    private static void requireLabelsOfItsExperiment(Connection connection, String adapter, List<String> labels)
            throws SQLException {
        Optional<Experiment> experiment = Experiments.find(connection, adapter.split("/", 2)[0])
                .filter(known ->
                        known.arms().stream().anyMatch(arm -> known.adapter(arm).equals(adapter)));
        if (experiment.isPresent() && !experiment.get().labels().equals(labels)) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "labels",
                    "PublishVersion: field 'labels' is " + labels + ", but experiment "
                            + experiment.get().name() + " has "
                            + experiment.get().labels()
                            + "; names and order must be the same");
        }
    }

    private static long newest(Connection connection, String adapter) throws SQLException {
        return Sql.first(
                        connection,
                        "select coalesce(max(version), 0) from versions where adapter = ?",
                        row -> row.getLong(1),
                        adapter)
                .orElseThrow();
    }

    private static AdapterPublished version(
            String adapter, long number, PublishVersion body, long size, Instant publishedAt) {
        return new AdapterPublished(
                adapter, number, body.digest(), size, body.config(), body.labels(), body.lineage(), publishedAt);
    }

    private long size(String digest) {
        try {
            return blobs.size(digest)
                    .orElseThrow(() -> new Refusal(
                            Refusal.Kind.BLOB_MISSING,
                            "digest",
                            "No blob " + digest + " is stored. PUT it to /v1/blobs/" + digest + " first."));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for blob " + digest, e);
        }
    }

    private static void requireJsonObject(String config) {
        try {
            if (Json.mapper().readTree(config).isObject()) {
                return;
            }
        } catch (JsonProcessingException e) {
            // Said below.
        }
        throw new Refusal(Refusal.Kind.INVALID, "config", "PublishVersion: field 'config' is not a JSON object");
    }
}
