package dev.affix.lab.prequential;

import dev.affix.prefix.variant.Variant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One pass over a stream.
 *
 * @param replay whether each step also sees as many examples of the past
 * @param seed of the stream, the initialization and the buffer
 */
record Trial(Variant variant, Drift drift, boolean replay, long seed) {
    /** Returns everything that the result depends on. */
    Map<String, Object> key(Map<String, Object> material) {
        Map<String, Object> key = new LinkedHashMap<>(material);
        key.put("variant", variant.label());
        key.put("drift", drift.label());
        key.put("replay", replay);
        key.put("seed", seed);
        return key;
    }

    /** Returns the contestant's name in reports. */
    String contestant() {
        return variant.label() + (replay ? " + replay" : "");
    }
}
