package dev.affix.prefix.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
    private static final float[] WEIGHT = {1, 2, 3, 4, 5, 6};

    @Test
    void aMatMulWeightIsNamedByTheBiasItFeedsAndTransposed() throws IOException {
        for (boolean biasFirst : new boolean[] {true, false}) {
            Map<String, Tensor> parameters = read(model(biasFirst, 1)).takeParameters();

            assertThat(parameters).containsOnlyKeys("dense.bias", "dense.weight");
            Tensor weight = Objects.requireNonNull(parameters.get("dense.weight"));
            assertThat(weight.shape()).containsExactly(3, 2);
            assertThat(weight.data()).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void initializersThatAreNotFloatsAreSkipped() throws IOException {
        assertThat(read(model(true, 7)).takeParameters()).containsOnlyKeys("dense.bias");
    }

    @Test
    void everyTruncationOfTheGraphIsAnErrorWithAPosition() throws IOException {
        byte[] model = model(true, 1);

        for (int length = 1; length < model.length; length++) {
            byte[] cut = Arrays.copyOf(model, length);
            assertThatThrownBy(() -> read(cut))
                    .as("%d of %d bytes", length, model.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("byte");
        }
    }

    @Test
    void aLengthBeyondItsMessageIsRefusedBeforeItIsAllocated() {
        byte[] model = {(7 << 3) | 2, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};

        assertThatThrownBy(() -> read(model)).isInstanceOf(IOException.class).hasMessageContaining("are left");
    }

    @Test
    void aShapeThatDoesNotFitItsDataIsRefusedByName() {
        byte[] bad = message(7, message(5, join(varint(1, 9), varint(2, 1), text(8, "w"), floats(9, WEIGHT))));

        assertThatThrownBy(() -> read(bad)).isInstanceOf(IOException.class).hasMessageContaining("'w'");
    }

    private static OnnxGraph read(byte[] model) throws IOException {
        return OnnxGraph.read(new ByteArrayInputStream(model), model.length);
    }

    /** y = x W + b with W [2, 3] under the name of an exporter. */
    private static byte[] model(boolean biasFirst, int weightType) {
        byte[] matMul = join(text(1, "x"), text(1, "onnx::MatMul_9"), text(2, "h"), text(4, "MatMul"));
        byte[] add = join(
                text(1, biasFirst ? "dense.bias" : "h"),
                text(1, biasFirst ? "h" : "dense.bias"),
                text(2, "y"),
                text(4, "Add"));
        byte[] weight = join(
                message(1, new byte[] {2, 3}), varint(2, weightType), text(8, "onnx::MatMul_9"), floats(9, WEIGHT));
        byte[] bias = join(varint(1, 3), varint(2, 1), text(8, "dense.bias"), floats(9, 7, 8, 9));
        byte[] graph = join(message(1, matMul), message(1, add), text(2, "g"), message(5, weight), message(5, bias));
        return message(7, graph);
    }

    private static byte[] text(int field, String value) {
        return message(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] floats(int field, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return message(field, bytes.array());
    }

    private static byte[] message(int field, byte[] content) {
        return join(new byte[] {(byte) (field << 3 | 2)}, varint(content.length), content);
    }

    private static byte[] varint(int field, long value) {
        return join(new byte[] {(byte) (field << 3)}, varint(value));
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long rest = value; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write((int) rest);
                return out.toByteArray();
            }
            out.write((int) ((rest & 0x7f) | 0x80));
        }
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
