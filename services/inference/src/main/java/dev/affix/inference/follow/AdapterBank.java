package dev.affix.inference.follow;

import java.util.List;

/** Where admitted adapters live: the prefix server. Thread-safe. */
public interface AdapterBank {
    /**
     * Reads an adapter file and makes it resident; answers can name it when this returns.
     *
     * @param digest SHA-256 of the file, verified
     * @param labels the labels it must have, in order
     * @throws RefusedException if it is no adapter for this backbone and these labels
     */
    void load(String digest, byte[] file, List<String> labels) throws RefusedException;

    /** Returns the bytes of all resident versions on the device. */
    long bytes();

    /** Returns whether a version can answer. */
    boolean resident(String digest);

    /** Returns the SHA-256 of the backbone's weights, in hexadecimal. */
    String backboneDigest();

    /** Returns whether the backbone is a decoder, which generates texts. */
    boolean generates();

    /** Returns how many tokens, prompt and text together, the backbone has positions for. */
    int positions();

    /** Returns the backbone's short name. */
    String backboneName();
}
