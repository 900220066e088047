package dev.affix.prefix.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SafetensorsWriterTest {

    @Test
    void theBytesAreThoseOfTheFormat() {
        byte[] bytes = new SafetensorsWriter()
                .metadata("format", "pt")
                .tensor("b", new float[] {1f}, 1)
                .tensor("a", new float[] {-2f, 0.5f}, 2, 1)
                .toBytes();

        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
        byte[] padded = (header + " ".repeat((8 - header.length() % 8) % 8)).getBytes(StandardCharsets.UTF_8);
        assertThat(bytes)
                .isEqualTo(ByteBuffer.allocate(8 + padded.length + 12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(padded.length)
                        .put(padded)
                        .putFloat(-2f)
                        .putFloat(0.5f)
                        .putFloat(1f)
                        .array());
        assertThat(padded.length % 8).isZero();
    }

    @Test
    void theOrderOfTheCallsDoesNotMatter() {
        byte[] one = new SafetensorsWriter()
                .metadata("x", "1")
                .metadata("y", "2")
                .tensor("a", new float[] {1}, 1)
                .tensor("b", new float[] {2}, 1)
                .toBytes();
        byte[] other = new SafetensorsWriter()
                .tensor("b", new float[] {2}, 1)
                .metadata("y", "2")
                .tensor("a", new float[] {1}, 1)
                .metadata("x", "1")
                .toBytes();

        assertThat(one).isEqualTo(other);
    }

    @Test
    void wideElementsComeFirstSoThatAllAreAligned() throws IOException {
        byte[] bytes = new SafetensorsWriter()
                .tensor("a", Dtype.U8, ByteBuffer.wrap(new byte[] {1, 2, 3}), 3)
                .tensor("b", new float[] {1}, 1)
                .tensor("c", Dtype.I64, ByteBuffer.allocate(8), 1)
                .toBytes();

        try (SafetensorsFile file = SafetensorsFile.of(bytes)) {
            assertThat(file.tensors().keySet()).containsExactly("c", "b", "a");
            assertThat(file.tensors().values())
                    .allMatch(t -> t.start() % t.dtype().bytes() == 0);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        String name = "naïve \"name\"\n\uD83D\uDE00";
        float[] values = {Float.MIN_VALUE, -0f, Float.MAX_VALUE, 3};
        byte[] bytes = new SafetensorsWriter()
                .metadata("é", "\u0000\\")
                .tensor(name, values, 2, 2)
                .tensor("empty", new float[0], 0, 7)
                .tensor("scalar", new float[] {5})
                .toBytes();

        try (SafetensorsFile file = SafetensorsFile.of(bytes)) {
            assertThat(file.metadata()).containsEntry("é", "\u0000\\");
            assertThat(file.floats(name)).containsExactly(values);
            assertThat(file.tensor("empty").dimensions()).containsExactly(0, 7);
            assertThat(file.floats("empty")).isEmpty();
            assertThat(file.tensor("scalar").dimensions()).isEmpty();
            assertThat(file.floats("scalar")).containsExactly(5);
        }
    }

    @Test
    void aTensorLargerThanOneChunkIsReadBack() throws IOException {
        float[] values = new float[(1 << 20) + 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        byte[] bytes =
                new SafetensorsWriter().tensor("a", values, values.length).toBytes();

        try (SafetensorsFile file = SafetensorsFile.of(bytes)) {
            assertThat(file.floats("a")).isEqualTo(values);
        }
    }

    @Test
    void contradictionsAreRefused() {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("k", "v").tensor("a", new float[] {1}, 1);

        assertThatThrownBy(() -> writer.tensor("a", new float[] {1}, 1)).hasMessageContaining("'a' is there already");
        assertThatThrownBy(() -> writer.metadata("k", "v")).hasMessageContaining("'k' is there already");
        assertThatThrownBy(() -> writer.tensor("b", new float[] {1}, 2)).hasMessageContaining("'b' has 4 bytes");
        assertThatThrownBy(() -> writer.tensor("__metadata__", new float[] {1}, 1))
                .hasMessageContaining("cannot name");
    }

    @Test
    void textThatIsNotUnicodeIsRefused() {
        SafetensorsWriter writer = new SafetensorsWriter();

        for (String text : new String[] {"\uD800", "a\uDC00b", "\uD800x"}) {
            assertThatThrownBy(() -> writer.metadata("k", text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.metadata(text, "v")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.tensor(text, new float[] {1}, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
