package dev.affix.contracts;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/** A list of numbers that does not change and has no object for each of them. Thread-safe. */
final class Floats extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    private Floats(float[] values) {
        this.values = values;
    }

    /** Returns the first so many of the values. */
    static Floats of(float[] values, int size) {
        return new Floats(Arrays.copyOf(values, size));
    }

    /** Returns a copy of a list without nulls, or the list itself if it is one of these. */
    static Floats copyOf(List<Float> list) {
        if (list instanceof Floats floats) {
            return floats;
        }
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return new Floats(values);
    }

    @Override
    public Float get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
