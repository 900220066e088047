package dev.affix.inference.follow;

import dev.affix.contracts.AdapterPublished;
import java.util.List;

/** Where adapter files come from: the registry. */
public interface VersionSource {
    /**
     * Returns the bytes of an adapter file, unchecked.
     *
     * @throws UnavailableException if they cannot be had now
     */
    byte[] blob(String digest) throws UnavailableException;

    /**
     * Returns what was published under a digest.
     *
     * @throws UnavailableException if it cannot be had now
     */
    AdapterPublished version(String digest) throws UnavailableException;

    /**
     * Returns all versions of an adapter.
     *
     * @throws UnavailableException if they cannot be had now
     */
    List<AdapterPublished> versions(String adapter) throws UnavailableException;

    /** Not now: to be tried again. */
    final class UnavailableException extends Exception {
        private final boolean unknown;

        /** Creates one. */
        public UnavailableException(String message, Throwable cause) {
            this(message, cause, false);
        }

        /**
         * Creates one.
         *
         * @param unknown whether the source answered that there is no such thing
         */
        public UnavailableException(String message, Throwable cause, boolean unknown) {
            super(message, cause);
            this.unknown = unknown;
        }

        /** Returns whether the source answered that there is no such thing. */
        public boolean unknown() {
            return unknown;
        }
    }
}
