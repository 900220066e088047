package dev.affix.prefix.tokenizer;

import java.util.Arrays;

/**
 * An image as a vision backbone wants it: [channels, size, size], resized and normalized by the caller as the model's
 * {@code preprocessor_config.json} says. Immutable; equal by content.
 */
public final class Pixels implements Input {
    private final int channels;
    private final int size;
    private final float[] values;

    /** @throws IllegalArgumentException if the values are not as many as the shape says, or one is not finite */
    public Pixels(int channels, int size, float[] values) {
        if (channels < 1 || size < 1 || (long) channels * size * size != values.length) {
            throw new IllegalArgumentException("An image of " + channels + " channels of " + size + " times " + size
                    + " pixels does not hold " + values.length + " values");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("The image holds " + values[i] + " at element " + i);
            }
        }
        this.channels = channels;
        this.size = size;
        this.values = values.clone();
    }

    public int channels() {
        return channels;
    }

    /** Height and width. */
    public int size() {
        return size;
    }

    /** The values in C order, as a fresh copy. */
    public float[] values() {
        return values.clone();
    }

    /** Copies the values. */
    public void copyTo(float[] into, int from) {
        System.arraycopy(values, 0, into, from, values.length);
    }

    @Override
    public int length() {
        return 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels that && channels == that.channels && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Pixels[" + channels + ", " + size + ", " + size + "]";
    }
}
