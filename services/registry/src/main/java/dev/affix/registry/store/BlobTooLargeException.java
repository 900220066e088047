package dev.affix.registry.store;

import java.io.IOException;

/** A blob has more than {@link Blobs#MAX_SIZE} bytes. */
public final class BlobTooLargeException extends IOException {
    public BlobTooLargeException() {
        super("The content has more than " + Blobs.MAX_SIZE + " bytes.");
    }
}
