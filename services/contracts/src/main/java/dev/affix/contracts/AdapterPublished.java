package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;

/**
 * A version was published. Versions are immutable and content-addressed.
 *
 * @param adapter the adapter's name, {@code experiment/arm} for those that training publishes
 * @param version number within the adapter, from 1, without gaps
 * @param digest SHA-256 of the adapter file, in hexadecimal: the version's identity
 * @param size bytes of the adapter file
 * @param config the {@code adapter_config.json} that belongs to the file
 * @param labels the task's labels, in the order of the head's rows; none, or left out, for an adapter without a head
 * @param lineage where it came from
 * @param publishedAt when the registry took it
 */
@JsonTypeName("published")
public record AdapterPublished(
        String adapter,
        long version,
        String digest,
        long size,
        String config,
        List<String> labels,
        Lineage lineage,
        Instant publishedAt)
        implements AdapterEvent {
    public AdapterPublished {
        Check.adapterName(adapter, "adapter");
        Check.atLeast(version, 1, "version");
        Check.digest(digest, "digest");
        Check.atLeast(size, 1, "size");
        Check.present(config, "config");
        labels = labels == null ? List.of() : Check.list(labels, "labels");
        Check.present(lineage, "lineage");
        Check.present(publishedAt, "publishedAt");
    }

    @Override
    @JsonIgnore
    public String key() {
        return "version:" + adapter;
    }
}
