package dev.affix.standalone.replay;

import java.util.Map;

/** The requests' attribute by whose values the demo also shows scores apart: how long their texts are. */
public final class TextLength {
    /** Name of the attribute. */
    public static final String ATTRIBUTE = "length";

    private static final int SHORT = 5;
    private static final int MEDIUM = 12;

    private TextLength() {}

    /** Returns the attributes of a text's request. */
    static Map<String, String> attributes(String text) {
        return Map.of(ATTRIBUTE, of(text));
    }

    private static String of(String text) {
        int words = text.strip().split("\\s+").length;
        if (words <= SHORT) {
            return "up to " + SHORT + " words";
        }
        return words <= MEDIUM ? SHORT + 1 + " to " + MEDIUM + " words" : "more than " + MEDIUM + " words";
    }
}
