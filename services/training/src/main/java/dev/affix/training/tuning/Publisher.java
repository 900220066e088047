package dev.affix.training.tuning;

import dev.affix.contracts.PublishVersion;

/** Where versions go. */
public interface Publisher {
    /**
     * Publishes a version, idempotently, trying until it succeeds: the arm does not learn on meanwhile.
     *
     * @param model the adapter file, whose SHA-256 is the version's digest
     * @return whether it was published; false only when the service stops
     */
    boolean publish(PublishVersion version, byte[] model);
}
