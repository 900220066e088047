package dev.affix.inference.roster;

import dev.affix.contracts.AdapterPublished;
import java.util.List;

/**
 * A resident adapter version: it can answer now.
 *
 * @param adapter the adapter's name
 * @param version its number within the adapter, from 1
 * @param digest SHA-256 of its file, in hexadecimal
 * @param labels in the order of its probabilities
 */
public record ServedVersion(String adapter, long version, String digest, List<String> labels) {
    public ServedVersion {
        labels = List.copyOf(labels);
    }

    /** Returns the resident form of a published version. */
    public static ServedVersion of(AdapterPublished published) {
        return new ServedVersion(published.adapter(), published.version(), published.digest(), published.labels());
    }

    /** Returns the last part of the adapter's name: the arm, for adapters that training publishes. */
    public String arm() {
        return adapter.substring(adapter.lastIndexOf('/') + 1);
    }
}
