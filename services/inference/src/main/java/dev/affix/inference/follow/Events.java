package dev.affix.inference.follow;

import dev.affix.contracts.AdapterEvent;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.inference.roster.Catalog;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies records of the topics of experiments and adapters to the catalog. A tombstone removes what its key names. */
final class Events {
    private static final String VERSION_KEY = "version:";
    private static final String ALIAS_KEY = "alias:";

    private final Catalog catalog;

    Events(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Applies a record.
     *
     * @return the digest it brought up, if any
     * @throws InvalidRecordException if it breaks its contract; the catalog is as it was
     */
    Optional<String> apply(String topic, byte @Nullable [] key, byte @Nullable [] value) throws InvalidRecordException {
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            remove(topic, name);
            return Optional.empty();
        }
        if (topic.equals(Topics.EXPERIMENTS.topicName())) {
            catalog.put(Json.read(value, Experiment.class));
            return Optional.empty();
        }
        AdapterEvent event = Json.read(value, AdapterEvent.class);
        if (event instanceof AdapterPublished published) {
            catalog.put(published);
            return Optional.of(published.digest());
        }
        AliasMoved moved = (AliasMoved) event;
        catalog.put(moved);
        return Optional.of(moved.digest());
    }

    private void remove(String topic, String name) {
        if (topic.equals(Topics.EXPERIMENTS.topicName())) {
            catalog.removeExperiment(name);
        } else if (name.startsWith(VERSION_KEY)) {
            catalog.removeAdapter(name.substring(VERSION_KEY.length()));
        } else if (name.startsWith(ALIAS_KEY)) {
            catalog.removeAlias(name.substring(ALIAS_KEY.length()));
        }
    }
}
