package dev.affix.prefix.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {

    @Test
    void aValidFileIsRead() throws IOException {
        byte[] bytes = file("{\"__metadata__\":{\"k\":\"v\"},\"a\":" + tensor("F32", "[2,1]", 0, 8) + "}  ", 8);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, 2.5f);

        try (SafetensorsFile file = SafetensorsFile.of(bytes)) {
            assertThat(file.metadata()).containsExactlyEntriesOf(Map.of("k", "v"));
            assertThat(file.tensor("a").dimensions()).containsExactly(2, 1);
            assertThat(file.floats("a")).containsExactly(0f, 2.5f);
            assertThat(file.digest()).isEqualTo(Sha256.hex(bytes));
        }
    }

    static Stream<Arguments> hostileHeaders() {
        String good = tensor("F32", "[2]", 0, 8);
        return Stream.of(
                Arguments.of(
                        "a gap",
                        "{\"a\":" + good + ",\"b\":" + tensor("F32", "[1]", 12, 16) + "}",
                        16,
                        "'b' at data bytes [12, 16) leaves a gap"),
                Arguments.of(
                        "a gap at the start",
                        "{\"a\":" + tensor("F32", "[1]", 4, 8) + "}",
                        8,
                        "'a' at data bytes [4, 8) leaves a gap"),
                Arguments.of(
                        "an overlap",
                        "{\"a\":" + good + ",\"b\":" + tensor("F32", "[2]", 4, 12) + "}",
                        12,
                        "'b' at data bytes [4, 12) overlaps"),
                Arguments.of(
                        "shared bytes",
                        "{\"a\":" + good + ",\"b\":" + good + "}",
                        8,
                        "'b' at data bytes [0, 8) overlaps"),
                Arguments.of(
                        "an end past the data",
                        "{\"a\":" + tensor("F32", "[3]", 0, 12) + "}",
                        8,
                        "'a' at data bytes [0, 12) is out of range"),
                Arguments.of(
                        "an end before its start",
                        "{\"a\":" + tensor("F32", "[0]", 8, 0) + "}",
                        8,
                        "'a' at data bytes [8, 0) is out of range"),
                Arguments.of("a huge offset", "{\"a\":" + tensor("F32", "[2]", 0, Long.MAX_VALUE) + "}", 8, "'a'"),
                Arguments.of(
                        "an offset over 63 bits",
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551615]}}",
                        8,
                        "'a' data_offsets"),
                Arguments.of("a negative offset", "{\"a\":" + tensor("F32", "[2]", -8, 0) + "}", 8, "'a' data_offsets"),
                Arguments.of(
                        "bytes that do not fit the shape",
                        "{\"a\":" + tensor("F32", "[3]", 0, 8) + "}",
                        8,
                        "'a' at data bytes [0, 8) has 8 bytes where F32 [3] needs 12"),
                Arguments.of(
                        "bytes that do not fit the dtype",
                        "{\"a\":" + tensor("I64", "[2]", 0, 8) + "}",
                        8,
                        "I64 [2] needs 16"),
                Arguments.of(
                        "a shape that overflows",
                        "{\"a\":" + tensor("F32", "[4294967296,4294967296]", 0, 8) + "}",
                        8,
                        "too large"),
                Arguments.of("a negative dimension", "{\"a\":" + tensor("F32", "[-2]", 0, 8) + "}", 8, "'a' shape"),
                Arguments.of("a fractional dimension", "{\"a\":" + tensor("F32", "[2.0]", 0, 8) + "}", 8, "'a' shape"),
                Arguments.of("a dimension as text", "{\"a\":" + tensor("F32", "[\"2\"]", 0, 8) + "}", 8, "'a' shape"),
                Arguments.of(
                        "too many dimensions",
                        "{\"a\":" + tensor("F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]", 0, 8) + "}",
                        8,
                        "'a' shape"),
                Arguments.of(
                        "an unknown dtype",
                        "{\"a\":" + tensor("F33", "[2]", 0, 8) + "}",
                        8,
                        "unknown dtype 'F33' (header character 14)"),
                Arguments.of(
                        "an unknown field",
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}",
                        8,
                        "'a': unknown field 'x'"),
                Arguments.of(
                        "a missing field",
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                        8,
                        "'a': dtype, shape and data_offsets"),
                Arguments.of(
                        "three offsets",
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}}",
                        8,
                        "'a': data_offsets"),
                Arguments.of("a duplicate tensor", "{\"a\":" + good + ",\"a\":" + good + "}", 8, "Duplicate field 'a'"),
                Arguments.of(
                        "a duplicate field",
                        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                        8,
                        "Duplicate field 'dtype'"),
                Arguments.of(
                        "duplicate metadata",
                        "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"},\"a\":" + good + "}",
                        8,
                        "Duplicate field 'k'"),
                Arguments.of("metadata that is not text", "{\"__metadata__\":{\"k\":1},\"a\":" + good + "}", 8, "'k'"),
                Arguments.of(
                        "trailing bytes", "{\"a\":" + good + "}", 9, "ends at data byte 8 and 1 more bytes follow"),
                Arguments.of("data without a tensor", "{}", 4, "4 more bytes follow"),
                Arguments.of("text after the object", "{\"a\":" + good + "} {}", 8, "something follows"),
                Arguments.of("an array", "[]", 0, "must start with '{' at byte 8"),
                Arguments.of("space in front", " {}", 0, "must start with '{' at byte 8"),
                Arguments.of("an empty header", "", 0, "must start with '{' at byte 8"),
                Arguments.of("an unclosed object", "{\"a\":" + good, 8, "character"),
                Arguments.of("deep nesting", "{\"a\":" + "[".repeat(100_000), 0, "'a'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileHeaders")
    void aHostileHeaderIsRefusedWithTheTensorAndThePosition(String what, String header, int dataBytes, String reason) {
        assertThatThrownBy(() -> SafetensorsFile.of(file(header, dataBytes)))
                .as(what)
                .isInstanceOf(InvalidSafetensorsException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() {
        byte[] header = "{\"a_\":{}}".getBytes(StandardCharsets.ISO_8859_1);
        header[3] = (byte) 0xff;

        assertThatThrownBy(() -> SafetensorsFile.of(file(header, 0)))
                .isInstanceOf(InvalidSafetensorsException.class)
                .hasMessageContaining("not UTF-8 at byte 11");
    }

    @Test
    void aHeaderCutInsideAUtf8SequenceIsRefused() {
        byte[] header = {'{', '"', (byte) 0xe2, (byte) 0x82};

        assertThatThrownBy(() -> SafetensorsFile.of(file(header, 0)))
                .isInstanceOf(InvalidSafetensorsException.class)
                .hasMessageContaining("not UTF-8 at byte 10");
    }

    @Test
    void aHeaderInUtf16IsRefused() {
        byte[] header = "{\"a\":{}}".getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> SafetensorsFile.of(file(header, 0))).isInstanceOf(InvalidSafetensorsException.class);
    }

    @Test
    void aHeaderLengthPastTheFileIsRefused() {
        for (long length : new long[] {3, 1L << 31, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(10)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put((byte) '{')
                    .put((byte) '}')
                    .array();
            assertThatThrownBy(() -> SafetensorsFile.of(bytes))
                    .isInstanceOf(InvalidSafetensorsException.class)
                    .hasMessageContaining("header length at byte 0 is " + Long.toUnsignedString(length));
        }
    }

    @Test
    void aHeaderOverTheLimitIsRefused() {
        byte[] bytes = new byte[SafetensorsFile.MAX_HEADER + 9];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(SafetensorsFile.MAX_HEADER + 1);

        assertThatThrownBy(() -> SafetensorsFile.of(bytes))
                .isInstanceOf(InvalidSafetensorsException.class)
                .hasMessageContaining("over the limit");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = new SafetensorsWriter()
                .metadata("k", "v")
                .tensor("a", new float[] {1, 2}, 2)
                .toBytes();

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SafetensorsFile.of(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidSafetensorsException.class);
        }
    }

    @Test
    void aFileCutAfterOpeningIsAnErrorAndNotZeros(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("a.safetensors");
        byte[] bytes =
                new SafetensorsWriter().tensor("a", new float[] {1, 2}, 2).toBytes();
        Files.write(path, bytes);

        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Files.write(path, Arrays.copyOf(bytes, bytes.length - 4));
            assertThatThrownBy(() -> file.floats("a"))
                    .isInstanceOf(InvalidSafetensorsException.class)
                    .hasMessageContaining("ends at byte " + (bytes.length - 4));
        }
    }

    @Test
    void integersAreNotReadAsFloats() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.of(file("{\"a\":" + tensor("I64", "[1]", 0, 8) + "}", 8))) {
            assertThatThrownBy(() -> file.floats("a"))
                    .isInstanceOf(InvalidSafetensorsException.class)
                    .hasMessageContaining("'a' is I64");
        }
    }

    @Test
    void everyHalfPrecisionNumberWidensExactly() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            all.putShort((short) bits);
        }
        byte[] bytes = new SafetensorsWriter()
                .tensor("half", Dtype.F16, all.flip(), 1 << 16)
                .tensor("brain", Dtype.BF16, all, 1 << 16)
                .toBytes();

        try (SafetensorsFile file = SafetensorsFile.of(bytes)) {
            float[] half = file.floats("half");
            float[] brain = file.floats("brain");
            for (int bits = 0; bits < 1 << 16; bits++) {
                int exponent = (bits >> 10) & 31;
                int fraction = bits & 1023;
                double magnitude = exponent == 31
                        ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                        : exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25);
                float expected = (float) (bits < 0x8000 ? magnitude : -magnitude);
                assertThat(Float.compare(half[bits], expected))
                        .as("F16 %x", bits)
                        .isZero();
                assertThat(Float.floatToRawIntBits(brain[bits]))
                        .as("BF16 %x", bits)
                        .isEqualTo(bits << 16);
            }
        }
    }

    static String tensor(String dtype, String shape, long start, long end) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + start + "," + end + "]}";
    }

    private static byte[] file(String header, int dataBytes) {
        return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private static byte[] file(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }
}
