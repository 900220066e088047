package dev.affix.contracts;

/** What Java strings may hold and Unicode text may not: half of a surrogate pair. JSON can escape one, UTF-8 cannot carry it. */
public final class Unicode {
    private Unicode() {}

    /** Returns false if half of a surrogate pair stands alone. */
    public static boolean valid(String text) {
        return unpaired(text) < 0;
    }

    /** Returns the index of the first half of a surrogate pair that stands alone, -1 if there is none. */
    static int unpaired(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                i++;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i += 2;
            } else {
                return i;
            }
        }
        return -1;
    }

    /** Returns a text for a message: as it is up to a length in UTF-16 units, else its beginning and three dots; no pair is cut. */
    public static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - 3;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "...";
    }
}
