package dev.affix.prefix.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;

/**
 * A safetensors file: 8 bytes of little-endian header length, a JSON header, then the tensors' bytes. Opening reads and
 * checks the whole header; tensors are read on demand, one at a time, so that a large file is never in memory twice.
 * Stricter than the reference reader in that a tensor's entry may hold no unknown field. Not thread-safe.
 */
public final class SafetensorsFile implements Closeable {
    /** Longest header accepted, in bytes: hundreds of times that of a 24-layer encoder. */
    public static final int MAX_HEADER = 16 << 20;

    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK = 1 << 20;

    private final ByteSource source;
    private final Closeable resource;
    private final Header header;
    private final long dataStart;

    private SafetensorsFile(ByteSource source, Closeable resource) throws IOException {
        this.source = source;
        this.resource = resource;
        long size = source.size();
        if (size < LENGTH_BYTES) {
            throw new InvalidSafetensorsException(
                    "the file has " + size + " bytes, fewer than its 8-byte header length");
        }
        ByteBuffer lengthBytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        source.readFully(lengthBytes, 0);
        long length = lengthBytes.getLong();
        if (length < 0 || length > size - LENGTH_BYTES) {
            throw new InvalidSafetensorsException("the header length at byte 0 is " + Long.toUnsignedString(length)
                    + ", but only " + (size - LENGTH_BYTES) + " bytes follow");
        }
        if (length > MAX_HEADER) {
            throw new InvalidSafetensorsException(
                    "the header length at byte 0 is " + length + ", over the limit of " + MAX_HEADER);
        }
        ByteBuffer json = ByteBuffer.allocate((int) length);
        source.readFully(json, LENGTH_BYTES);
        this.header = HeaderParser.parse(json.array());
        this.dataStart = LENGTH_BYTES + length;
        header.requireExactCover(size - dataStart);
    }

    /** Opens a file; close it after use. */
    public static SafetensorsFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new SafetensorsFile(ByteSource.of(channel), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads from an array, which must not change while in use. */
    public static SafetensorsFile of(byte[] bytes) throws InvalidSafetensorsException {
        try {
            return new SafetensorsFile(ByteSource.of(bytes), () -> {});
        } catch (InvalidSafetensorsException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("Reading an array cannot fail", e);
        }
    }

    /** The header's {@code __metadata__}, in file order. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** Tensors by name, in header order. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(header.tensors());
    }

    /**
     * One tensor's entry.
     *
     * @throws IllegalArgumentException if there is no such tensor
     */
    public TensorInfo tensor(String name) {
        TensorInfo tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("There is no tensor '" + name + "'");
        }
        return tensor;
    }

    /**
     * Reads a tensor as float32: F32 as it is, F16 and BF16 widened, which is exact.
     *
     * @throws InvalidSafetensorsException if the tensor has another dtype or more elements than an array can hold
     * @throws IllegalArgumentException if there is no such tensor
     */
    public float[] floats(String name) throws IOException {
        TensorInfo tensor = tensor(name);
        FloatDecoder decoder = FloatDecoder.of(tensor);
        if (tensor.elements() > Integer.MAX_VALUE - 8) {
            throw new InvalidSafetensorsException(
                    "tensor '" + name + "' has " + tensor.elements() + " elements: too many");
        }
        float[] values = new float[(int) tensor.elements()];
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, tensor.end() - tensor.start())))
                .order(ByteOrder.LITTLE_ENDIAN);
        int done = 0;
        for (long at = tensor.start(); at < tensor.end(); at += chunk.capacity()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), tensor.end() - at));
            source.readFully(chunk, dataStart + at);
            done += decoder.decode(chunk, values, done);
        }
        return values;
    }

    /** Hex SHA-256 of the whole file, read through the same handle as the tensors. */
    public String digest() throws IOException {
        return Sha256.measure(new SourceStream(source)).digest();
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
