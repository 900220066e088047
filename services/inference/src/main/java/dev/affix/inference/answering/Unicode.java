package dev.affix.inference.answering;

/** Whether a Java string is Unicode text. */
public final class Unicode {
    private Unicode() {}

    /** Returns false if half of a surrogate pair stands alone. */
    public static boolean valid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
