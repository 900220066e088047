package dev.affix.contracts;

/**
 * Texts that come with every record, such as names of arms and labels: of those that are equal one is kept, so that what remembers many records holds
 * each once, and their hash is known. A table of fixed size, where the last of those with the same place stays. Thread-safe: threads may see
 * different ones, each of them whole.
 */
final class Recurring {
    private static final int PLACES = 4096;

    /** Longer ones are references, of which each comes once. */
    private static final int LONGEST = LabelEvent.MAX_LABEL_LENGTH;

    private static final String[] TEXTS = new String[PLACES];

    private Recurring() {}

    /** Returns an equal text. */
    static String same(String text) {
        if (text.length() > LONGEST) {
            return text;
        }
        int hash = text.hashCode() * 0x9E3779B9;
        int place = hash >>> 20;
        String known = TEXTS[place];
        if (text.equals(known)) {
            return known;
        }
        TEXTS[place] = text;
        return text;
    }
}
