package dev.affix.metrics.topology;

import org.jspecify.annotations.Nullable;

/**
 * A record a processor sends on.
 *
 * @param topic the topic it goes to; null: to the internal topic that follows
 * @param value its value
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; nothing compares emissions.
record Emission(@Nullable String topic, byte @Nullable [] value) {
    /** Goes to the internal topic that follows. */
    static Emission internal(byte[] value) {
        return new Emission(null, value);
    }
}
