package dev.affix.registry.replicas;

import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.Topics;
import org.jspecify.annotations.Nullable;

/**
 * A change that replicas are to apply.
 *
 * @param topic the topic its event is in: adapters or experiments
 * @param end an offset behind the event
 * @param digest the version that is to answer, null if the change is about none
 */
public record Change(Topics topic, long end, @Nullable String digest) {
    /** Returns whether a replica has read the event and made of it what it could. */
    boolean settledBy(ReplicaReport report) {
        long applied = topic == Topics.EXPERIMENTS ? report.experiments() : report.adapters();
        return applied >= end && (digest == null || !report.pending().contains(digest));
    }
}
