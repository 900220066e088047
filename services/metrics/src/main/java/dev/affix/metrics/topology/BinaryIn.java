package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BinaryOut} wrote. One thread. */
final class BinaryIn {
    private static final int DIGEST_BYTES = 32;

    private final ByteBuffer buffer;

    BinaryIn(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes);
    }

    byte getByte() {
        return buffer.get();
    }

    int getInt() {
        return buffer.getInt();
    }

    long getLong() {
        return buffer.getLong();
    }

    float getFloat() {
        return buffer.getFloat();
    }

    double getDouble() {
        return buffer.getDouble();
    }

    int getLength() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = buffer.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    String getText() {
        int length = getLength();
        String text = new String(buffer.array(), buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }

    byte[] getBytes() {
        return getRaw(getLength());
    }

    byte[] getRaw(int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    String getDigest() {
        return HexFormat.of().formatHex(getRaw(DIGEST_BYTES));
    }

    byte @Nullable [] getOptionalBytes() {
        return getByte() == 0 ? null : getBytes();
    }

    @Nullable
    String getOptionalText() {
        return getByte() == 0 ? null : getText();
    }

    /** Returns as many values as the length that comes first says. */
    <T> List<T> getList(Supplier<T> one) {
        int size = getLength();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(one.get());
        }
        return values;
    }
}
