package dev.affix.prefix.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds a safetensors file in memory. The bytes depend only on the content, not on the order of the calls: metadata is
 * sorted by key, tensors by element size (largest first, so that all are aligned) and then by name, and the header is
 * padded with spaces to a multiple of 8.
 */
public final class SafetensorsWriter {
    private static final int LENGTH_BYTES = 8;
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Entry> tensors = new TreeMap<>();

    private record Entry(TensorInfo info, ByteBuffer data) {}

    public SafetensorsWriter metadata(String key, String value) {
        requireUnicode(key);
        requireUnicode(value);
        if (metadata.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("Metadata '" + key + "' is there already");
        }
        return this;
    }

    /** Adds an F32 tensor; the shape's product must be the number of values. */
    public SafetensorsWriter tensor(String name, float[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Dtype.F32.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return tensor(name, Dtype.F32, data, shape);
    }

    /** Adds a tensor by its little-endian bytes, from the buffer's position to its limit. */
    public SafetensorsWriter tensor(String name, Dtype dtype, ByteBuffer data, long... shape) {
        if (name.equals(HeaderParser.METADATA)) {
            throw new IllegalArgumentException("'" + name + "' cannot name a tensor");
        }
        requireUnicode(name);
        List<Long> dimensions = new ArrayList<>();
        long bytes = dtype.bytes();
        for (long dimension : shape) {
            dimensions.add(dimension);
            bytes = Math.multiplyExact(bytes, dimension);
        }
        if (bytes != data.remaining()) {
            throw new IllegalArgumentException("Tensor '" + name + "' has " + data.remaining() + " bytes where " + dtype
                    + " " + dimensions + " needs " + bytes);
        }
        TensorInfo info = new TensorInfo(name, dtype, dimensions, 0, bytes);
        if (tensors.putIfAbsent(name, new Entry(info, data.duplicate())) != null) {
            throw new IllegalArgumentException("Tensor '" + name + "' is there already");
        }
        return this;
    }

    /**
     * The file's bytes.
     *
     * @throws IllegalArgumentException if the header is over {@link SafetensorsFile#MAX_HEADER} or the file over 2 GiB
     */
    public byte[] toBytes() {
        List<Entry> ordered = new ArrayList<>(tensors.values());
        // The sort is stable, and the map is sorted by name.
        ordered.sort(
                Comparator.comparingInt((Entry entry) -> entry.info().dtype().bytes())
                        .reversed());
        byte[] header = header(ordered);
        long size = LENGTH_BYTES + (long) header.length;
        for (Entry entry : ordered) {
            size += entry.data().remaining();
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("The file would have " + size + " bytes: too many");
        }
        ByteBuffer file = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        ordered.forEach(entry -> file.put(entry.data().duplicate()));
        return file.array();
    }

    private byte[] header(List<Entry> ordered) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(HeaderParser.METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long start = 0;
            for (Entry entry : ordered) {
                write(json, entry.info(), start);
                start += entry.data().remaining();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalArgumentException("The header cannot be written as JSON: " + e.getMessage(), e);
        }
        if (out.size() > SafetensorsFile.MAX_HEADER) {
            throw new IllegalArgumentException(
                    "The header would have " + out.size() + " bytes, over the limit of " + SafetensorsFile.MAX_HEADER);
        }
        while (out.size() % LENGTH_BYTES != 0) {
            out.write(' ');
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, TensorInfo info, long start) throws IOException {
        json.writeObjectFieldStart(info.name());
        json.writeStringField("dtype", info.dtype().name());
        json.writeFieldName("shape");
        long[] shape = info.dimensions();
        json.writeArray(shape, 0, shape.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {start, start + info.end()}, 0, 2);
        json.writeEndObject();
    }

    /** A lone surrogate has no UTF-8. */
    private static void requireUnicode(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("The text '" + text + "' is not valid Unicode");
        }
    }
}
