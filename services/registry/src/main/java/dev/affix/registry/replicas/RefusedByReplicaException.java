package dev.affix.registry.replicas;

import java.util.SortedMap;

/** A version was published, but replicas refuse to answer with it. It stays published, and the old one answers. */
public final class RefusedByReplicaException extends RuntimeException {
    RefusedByReplicaException(String digest, SortedMap<String, String> refusing) {
        super("Version " + digest + " is published, but refused by " + refusing + "; the version before it answers.");
    }
}
