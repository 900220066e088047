package dev.affix.standalone.replay;

import java.util.OptionalInt;

/**
 * The ids of a stream's requests, {@code <dataset>-<seed>-<index>}: the same in every run, so that a later run knows what
 * an earlier one sent.
 *
 * @param prefix what all ids start with
 */
public record RequestIds(String prefix) {
    private static final int MAX_DIGITS = 9;

    /** Returns the ids of a data set shuffled with a seed. */
    public static RequestIds of(String dataset, long seed) {
        return new RequestIds(dataset + "-" + seed + "-");
    }

    /** Returns the id of the example at an index of the shuffled data set. */
    public String id(int index) {
        return prefix + index;
    }

    /** Returns the index of an id, empty if the id is not one of this stream. */
    public OptionalInt index(String id) {
        if (!id.startsWith(prefix)) {
            return OptionalInt.empty();
        }
        String digits = id.substring(prefix.length());
        boolean canonical = digits.matches("0|[1-9][0-9]*") && digits.length() <= MAX_DIGITS;
        return canonical ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }
}
