package dev.affix.registry.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Adapter files by the SHA-256 of their bytes. What is stored under a digest has that digest, is complete, and never
 * changes: a reader sees all of a blob or none of it. Thread-safe.
 */
public interface Blobs {
    /** Greatest size of a blob in bytes. */
    long MAX_SIZE = 64L << 20;

    /**
     * A blob to read.
     *
     * @param size bytes
     * @param content the bytes; the reader closes it
     */
    record Blob(long size, InputStream content) {}

    /**
     * Stores the bytes of a stream. When this returns, they survive a power cut.
     *
     * @param digest SHA-256 that the bytes must have, 64 lower-case hexadecimal digits
     * @return whether they were new
     * @throws DigestMismatchException if the bytes have another digest; nothing is stored
     * @throws BlobTooLargeException if there are more than {@link #MAX_SIZE}; nothing is stored
     * @throws IOException if reading or storing fails; nothing is stored
     */
    boolean put(String digest, InputStream content) throws IOException;

    /** Opens a blob, if it is there. */
    Optional<Blob> open(String digest) throws IOException;

    /** Returns a blob's size in bytes, if it is there. */
    OptionalLong size(String digest) throws IOException;
}
