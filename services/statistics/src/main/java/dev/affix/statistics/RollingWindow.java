package dev.affix.statistics;

import java.util.ArrayList;
import java.util.List;

/** Right or wrong of the last so many examples. Not thread-safe. */
final class RollingWindow {
    private final int size;
    private final long[] bits;
    private long seen;
    private int right;

    RollingWindow(int size) {
        this.size = size;
        this.bits = new long[(size + Long.SIZE - 1) / Long.SIZE];
    }

    /** Loads one: {@code seen} examples so far, and the words of {@link #words}. */
    RollingWindow(int size, long seen, List<Long> words) {
        this(size);
        if (words.size() != bits.length) {
            throw new IllegalArgumentException(
                    "a window of " + size + " has " + bits.length + " words, got " + words.size());
        }
        this.seen = seen;
        for (int i = 0; i < bits.length; i++) {
            bits[i] = words.get(i);
            right += Long.bitCount(bits[i]);
        }
    }

    void add(boolean correct) {
        int place = (int) (seen % size);
        long mask = 1L << (place % Long.SIZE);
        int word = place / Long.SIZE;
        if ((bits[word] & mask) != 0) {
            right--;
        }
        if (correct) {
            bits[word] |= mask;
            right++;
        } else {
            bits[word] &= ~mask;
        }
        seen++;
    }

    /** Share of right ones among the last so many, NaN before the first. */
    double accuracy() {
        return (double) right / Math.min(seen, size);
    }

    List<Long> words() {
        List<Long> words = new ArrayList<>(bits.length);
        for (long word : bits) {
            words.add(word);
        }
        return words;
    }
}
