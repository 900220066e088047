package dev.affix.inference.completions;

import dev.affix.prefix.adapter.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * Which prefix a text comes after.
 *
 * @param digest of the version, null for none
 * @param adapter it, null for none
 */
record Chosen(@Nullable String digest, @Nullable Adapter adapter) {
    static final Chosen NONE = new Chosen(null, null);
}
