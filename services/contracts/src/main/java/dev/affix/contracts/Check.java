package dev.affix.contracts;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks shared by the records' constructors. */
final class Check {
    /** What a name is, as a regular expression. */
    static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";

    /** Characters of a name at most. */
    static final int NAME_LENGTH = 63;

    private static final int DIGEST_LENGTH = 64;

    /** Characters of a refused value that its message shows. */
    private static final int SHOWN = 80;

    /** Digests that were looked at; threads may see different ones. */
    private static final String[] DIGESTS = new String[256];

    private Check() {}

    static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidField(DeadLetter.Reason.MISSING_FIELD, field, "is missing");
        }
        return value;
    }

    static String text(@Nullable String value, String field, int maxLength) {
        String text = present(value, field);
        if (text.isBlank()) {
            throw invalid(field, "is blank");
        }
        return length(text, field, maxLength);
    }

    /** Of a text that may be blank. */
    static String length(@Nullable String value, String field, int maxLength) {
        String text = present(value, field);
        if (text.length() > maxLength) {
            throw new InvalidField(
                    DeadLetter.Reason.TOO_LONG,
                    field,
                    "has " + text.length() + " characters; at most " + maxLength + " are allowed");
        }
        return unicode(text, field);
    }

    private static String unicode(String text, String field) {
        int at = Unicode.unpaired(text);
        if (at >= 0) {
            throw invalid(field, "has an unpaired surrogate at character " + (at + 1) + ": it is not Unicode text");
        }
        return text;
    }

    static @Nullable String optionalText(@Nullable String value, String field, int maxLength) {
        return value == null ? null : text(value, field, maxLength);
    }

    static String name(@Nullable String value, String field) {
        String name = present(value, field);
        if (!isName(name)) {
            throw invalid(field, "is '" + Unicode.shortened(name, SHOWN) + "'; it must match " + NAME);
        }
        return name;
    }

    static String adapterName(@Nullable String value, String field) {
        String name = present(value, field);
        for (String part : name.split("/", -1)) {
            if (!isName(part)) {
                throw invalid(
                        field,
                        "is '" + Unicode.shortened(name, SHOWN) + "'; each part between slashes must match " + NAME);
            }
        }
        return name;
    }

    static String digest(@Nullable String value, String field) {
        String digest = present(value, field);
        if (!isDigest(digest)) {
            throw invalid(
                    field,
                    "is '" + Unicode.shortened(digest, SHOWN) + "'; it must be 64 lower-case hexadecimal digits");
        }
        return digest;
    }

    /** Returns whether it matches {@link #NAME}: without it, as each record checks many names. */
    static boolean isName(String value) {
        int length = value.length();
        if (length == 0 || length > NAME_LENGTH || !isDigitOrLetter(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = value.charAt(i);
            if (!isDigitOrLetter(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigitOrLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /**
     * Returns whether it is 64 lower-case hexadecimal digits. The same few come again and again, see {@link Recurring}: those are
     * not looked at anew.
     */
    @SuppressWarnings("ReferenceEquality") // Whether it is the one that was looked at, without looking at it.
    static boolean isDigest(String value) {
        int place = value.hashCode() & (DIGESTS.length - 1);
        if (value == DIGESTS[place]) {
            return true;
        }
        boolean digest = hasDigits(value);
        if (digest) {
            DIGESTS[place] = value;
        }
        return digest;
    }

    private static boolean hasDigits(String value) {
        if (value.length() != DIGEST_LENGTH) {
            return false;
        }
        for (int i = 0; i < DIGEST_LENGTH; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    static <C extends Collection<?>> C notEmpty(@Nullable C value, String field) {
        C collection = present(value, field);
        if (collection.isEmpty()) {
            throw invalid(field, "is empty");
        }
        return collection;
    }

    static <E> List<E> list(@Nullable List<E> value, String field) {
        List<E> list = present(value, field);
        if (list instanceof Floats) {
            return list;
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == null) {
                throw new InvalidField(DeadLetter.Reason.MISSING_FIELD, field + "[" + i + "]", "is null");
            }
        }
        return List.copyOf(list);
    }

    static <E> List<E> notEmptyList(@Nullable List<E> value, String field) {
        return list(notEmpty(value, field), field);
    }

    static double within(double value, double low, double high, String field) {
        if (!(value >= low && value <= high)) {
            throw invalid(field, "is " + value + "; it must be between " + low + " and " + high);
        }
        return value;
    }

    static long atLeast(long value, long low, String field) {
        if (value < low) {
            throw invalid(field, "is " + value + "; it must be at least " + low);
        }
        return value;
    }

    static InvalidField invalid(String field, String message) {
        return new InvalidField(DeadLetter.Reason.INVALID_VALUE, field, message);
    }
}
