package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes fields into bytes that grow. Numbers are big-endian; lengths come first, as variable-length integers. One thread. */
final class BinaryOut {
    private ByteBuffer buffer = ByteBuffer.allocate(512);

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).position(buffer.position());
        }
        return buffer;
    }

    BinaryOut putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    BinaryOut putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    BinaryOut putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    BinaryOut putFloat(float value) {
        room(Float.BYTES).putFloat(value);
        return this;
    }

    BinaryOut putDouble(double value) {
        room(Double.BYTES).putDouble(value);
        return this;
    }

    /** Seven bits a byte, lowest first; small numbers take one. */
    BinaryOut putLength(int value) {
        int rest = value;
        ByteBuffer out = room(5);
        while ((rest & ~0x7F) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
        return this;
    }

    BinaryOut putText(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    BinaryOut putBytes(byte[] value) {
        putLength(value.length);
        return putRaw(value);
    }

    /** Bytes without their length. */
    BinaryOut putRaw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    /** Bytes, or null. */
    BinaryOut putOptional(byte @Nullable [] value) {
        putByte(value == null ? 0 : 1);
        return value == null ? this : putBytes(value);
    }

    /** Text, or null. */
    BinaryOut putOptional(@Nullable String value) {
        return putOptional(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** A SHA-256 in hexadecimal, as its bytes. */
    BinaryOut putDigest(String digest) {
        return putRaw(HexFormat.of().parseHex(digest));
    }

    /** Returns a copy of what was written. */
    byte[] bytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Begins anew, in the same memory. */
    BinaryOut clear() {
        buffer.clear();
        return this;
    }
}
