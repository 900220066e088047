package dev.affix.prefix.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The protobuf wire format, read forward from a stream so that a large message is never in memory as a whole. Every
 * length is checked against the enclosing message before anything is allocated. Errors are {@link IOException}s that
 * name the byte position.
 *
 * <p>Format: https://protobuf.dev/programming-guides/encoding/
 */
final class ProtobufInput {
    static final int VARINT = 0;
    static final int LENGTH_DELIMITED = 2;
    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;
    private static final int CHUNK = 1 << 16;

    /** Reads or {@linkplain #skip skips} exactly one field. */
    interface FieldReader {
        void read(int field, int wireType) throws IOException;
    }

    private final InputStream in;
    private long position;
    private long limit;

    /** @param length bytes of the message in the stream */
    ProtobufInput(InputStream in, long length) {
        this.in = in;
        this.limit = length;
    }

    /** Reads the fields up to the end of the current message. */
    void fields(FieldReader reader) throws IOException {
        while (position < limit) {
            long tag = varint();
            if (tag >>> 3 == 0 || tag >>> 32 != 0) {
                throw malformed("tag " + tag);
            }
            reader.read((int) (tag >>> 3), (int) (tag & 7));
        }
    }

    /** Reads the fields of a nested message. */
    void message(FieldReader reader) throws IOException {
        long outer = limit;
        long length = length();
        limit = position + length;
        fields(reader);
        limit = outer;
    }

    /** Reads a packed repeated varint. */
    List<Long> packedVarints() throws IOException {
        long outer = limit;
        long length = length();
        limit = position + length;
        List<Long> values = new ArrayList<>();
        while (position < limit) {
            values.add(varint());
        }
        limit = outer;
        return values;
    }

    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = next();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed("a varint of more than 10 bytes");
    }

    String string() throws IOException {
        return new String(bytes(length()), StandardCharsets.UTF_8);
    }

    /** Reads length-delimited little-endian float32 values. */
    float[] floats() throws IOException {
        long length = length();
        if (length % Float.BYTES != 0 || length / Float.BYTES > Integer.MAX_VALUE - 8) {
            throw malformed(length + " bytes of float32 data");
        }
        float[] values = new float[(int) (length / Float.BYTES)];
        byte[] chunk = new byte[CHUNK];
        ByteBuffer view = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < values.length; ) {
            int count = Math.min(CHUNK / Float.BYTES, values.length - done);
            fill(chunk, count * Float.BYTES);
            view.asFloatBuffer().get(values, done, count);
            done += count;
        }
        return values;
    }

    void skip(int wireType) throws IOException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> skipBytes(8);
            case LENGTH_DELIMITED -> skipBytes(length());
            case FIXED32 -> skipBytes(4);
            default -> throw malformed("wire type " + wireType);
        }
    }

    private long length() throws IOException {
        long length = varint();
        if (length < 0 || length > limit - position) {
            throw malformed(
                    "a field of " + Long.toUnsignedString(length) + " bytes where " + (limit - position) + " are left");
        }
        return length;
    }

    private byte[] bytes(long length) throws IOException {
        if (length > CHUNK) {
            throw malformed("a name of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        fill(bytes, bytes.length);
        return bytes;
    }

    private void fill(byte[] into, int length) throws IOException {
        if (length > limit - position || in.readNBytes(into, 0, length) != length) {
            throw malformed("the end of the file");
        }
        position += length;
    }

    private void skipBytes(long length) throws IOException {
        if (length > limit - position) {
            throw malformed("the end of the message");
        }
        in.skipNBytes(length);
        position += length;
    }

    private int next() throws IOException {
        if (position >= limit) {
            throw malformed("the end of the message");
        }
        int next = in.read();
        if (next < 0) {
            throw malformed("the end of the file");
        }
        position++;
        return next;
    }

    private IOException malformed(String found) {
        return new IOException("not a well-formed protobuf message: found " + found + " at byte " + position);
    }
}
