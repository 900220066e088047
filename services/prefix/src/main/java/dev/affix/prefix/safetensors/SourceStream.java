package dev.affix.prefix.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A source as a stream from its first byte. */
final class SourceStream extends InputStream {
    private final ByteSource source;
    private long position;

    SourceStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = source.read(ByteBuffer.wrap(into, offset, length), position);
        position += Math.max(0, count);
        return count;
    }
}
