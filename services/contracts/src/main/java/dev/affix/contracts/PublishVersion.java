package dev.affix.contracts;

import java.util.List;

/**
 * Body of the registry's call that publishes a version whose blob is already there.
 *
 * @param digest SHA-256 of the adapter file
 * @param config the {@code adapter_config.json} that belongs to it
 * @param labels the task's labels, in the order of the head's rows; none, or left out, for an adapter without a head
 * @param lineage where it came from
 */
public record PublishVersion(String digest, String config, List<String> labels, Lineage lineage) {
    public PublishVersion {
        Check.digest(digest, "digest");
        Check.present(config, "config");
        labels = labels == null ? List.of() : Check.list(labels, "labels");
        Check.present(lineage, "lineage");
    }
}
