package dev.affix.metrics.comparison;

import dev.affix.contracts.AdapterPublished;
import java.time.Instant;

/**
 * A version of an arm's adapter was published.
 *
 * @param arm the arm
 * @param version number, from 1
 * @param digest the version's identity
 * @param examples how many examples it learned from
 * @param publishedAt when
 */
public record PublishedVersion(String arm, long version, String digest, long examples, Instant publishedAt) {
    /** Returns what of an event matters here. */
    public static PublishedVersion of(AdapterPublished event) {
        return new PublishedVersion(
                event.lineage().arm(),
                event.version(),
                event.digest(),
                event.lineage().examples(),
                event.publishedAt());
    }
}
