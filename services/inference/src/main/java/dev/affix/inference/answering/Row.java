package dev.affix.inference.answering;

/**
 * One text for one adapter.
 *
 * @param tokens token ids, unpadded; not to be changed
 * @param digest the adapter version to answer with
 */
@SuppressWarnings("ArrayRecordComponent") // Rows are never compared, and copying every text's tokens per arm is waste.
public record Row(int[] tokens, String digest) {}
