package dev.affix.metrics.api;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Flagger posts to a webhook; its other fields are not needed here.
 *
 * @param metadata as in the webhook of the Canary: {@code challenger}, {@code control} and {@code condition}
 */
public record FlaggerCall(@Nullable Map<String, String> metadata) {
    String challenger() {
        return required("challenger");
    }

    String control() {
        return required("control");
    }

    Gate.Condition condition() {
        String name = required("condition");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "better" -> Gate.Condition.BETTER;
            case "not-worse" -> Gate.Condition.NOT_WORSE;
            case "worse" -> Gate.Condition.WORSE;
            default ->
                throw new BadCallException(
                        "metadata.condition is '" + name + "': it must be 'better', 'not-worse' or 'worse'.");
        };
    }

    private String required(String name) {
        String value = metadata == null ? null : metadata.get(name);
        if (value == null || value.isBlank()) {
            throw new BadCallException("metadata." + name + " is missing: give it in the webhook's metadata.");
        }
        return value;
    }
}
