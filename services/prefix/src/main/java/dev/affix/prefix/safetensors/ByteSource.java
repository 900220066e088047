package dev.affix.prefix.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes at positions: a file or an array. */
interface ByteSource {
    long size() throws IOException;

    /** Copies up to {@code into.remaining()} bytes from a position; -1 at the end. */
    int read(ByteBuffer into, long position) throws IOException;

    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int read(ByteBuffer into, long position) {
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(into.remaining(), bytes.length - position);
                into.put(bytes, (int) position, count);
                return count;
            }
        };
    }

    static ByteSource of(FileChannel channel) {
        return new ByteSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                return channel.read(into, position);
            }
        };
    }

    /** Fills the buffer. */
    default void readFully(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        while (into.hasRemaining()) {
            long at = position + into.position() - start;
            if (read(into, at) < 0) {
                throw new InvalidSafetensorsException("the file ends at byte " + at + " in the middle of its content");
            }
        }
        into.flip();
    }
}
