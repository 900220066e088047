package dev.affix.contracts;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client says of a request, such as its language: few short texts by name. */
final class Attributes {
    private Attributes() {}

    /** Returns a copy by name, so that the same attributes are always written alike; null stays null. */
    static @Nullable Map<String, String> check(@Nullable Map<String, String> attributes) {
        if (attributes == null) {
            return null;
        }
        if (attributes.size() > InferenceRequest.MAX_ATTRIBUTES) {
            throw Check.invalid(
                    "attributes",
                    "has " + attributes.size() + " entries; at most " + InferenceRequest.MAX_ATTRIBUTES
                            + " are allowed");
        }
        SortedMap<String, String> byName = new TreeMap<>();
        attributes.forEach((name, value) -> {
            Check.name(name, "attributes");
            byName.put(name, Check.text(value, "attributes." + name, InferenceRequest.MAX_ATTRIBUTE_LENGTH));
        });
        return Collections.unmodifiableSortedMap(byName);
    }
}
