package dev.affix.prefix.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class MinilmTest {
    private static final String DIGEST = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";

    @Test
    void allTensorsOfTheMavenArtifactAreNamedAndVerified() {
        BackboneWeights weights = BackboneWeights.load("minilm", DIGEST);

        assertThat(weights.name()).isEqualTo("minilm");
        assertThat(weights.digest()).isEqualTo(DIGEST);
        assertThat(weights.config().headDim()).isEqualTo(32);
        assertThat(weights.tensors()).hasSize(5 + 6 * 16);
        assertThat(shape(weights, "embeddings.word_embeddings.weight")).containsExactly(30522, 384);
        assertThat(shape(weights, "encoder.layer.0.attention.self.query.weight"))
                .containsExactly(384, 384);
        assertThat(shape(weights, "encoder.layer.5.intermediate.dense.weight")).containsExactly(1536, 384);
        assertThat(shape(weights, "encoder.layer.5.output.dense.weight")).containsExactly(384, 1536);
        assertThat(weights.tokenizerJson()).isNotEmpty();
    }

    @Test
    void aTamperedFileIsRefusedWithBothDigests() {
        OnnxBackbone original = OnnxBackbone.minilm();
        OnnxBackbone tampered =
                with(original, () -> new OneBitFlipped(original.weights().open(), 45_000_000));

        assertThatThrownBy(tampered::load)
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("all-minilm-l6-v2.onnx")
                .hasMessageContaining("expected " + DIGEST)
                .hasMessageContaining("90387606 bytes")
                .hasMessageContaining("build again")
                .message()
                .matches(message -> message.matches("(?s).*have SHA-256 (?!759c3cd2)[0-9a-f]{64} .*"));
    }

    @Test
    void aTruncatedFileIsRefused() {
        OnnxBackbone truncated = with(OnnxBackbone.minilm(), () -> new ByteArrayInputStream(new byte[] {8, 6}));

        assertThatThrownBy(truncated::load)
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("(2 bytes), expected " + DIGEST);
    }

    @Test
    void aMissingArtifactIsRefusedWithTheNextStep() {
        OnnxBackbone missing = with(OnnxBackbone.minilm(), () -> {
            throw new IOException("no resource x on the class path");
        });

        assertThatThrownBy(missing::load)
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("all-minilm-l6-v2.onnx")
                .hasMessageContaining("no resource x")
                .hasMessageContaining("local Maven repository");
    }

    @Test
    void anotherExpectedDigestIsRefused() {
        String other = "0".repeat(64);

        assertThatThrownBy(() -> BackboneWeights.load("minilm", other))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining(DIGEST)
                .hasMessageContaining(other);
    }

    private static long[] shape(BackboneWeights weights, String name) {
        return weights.tensor(name).shape();
    }

    private static OnnxBackbone with(OnnxBackbone original, OnnxBackbone.Bytes weights) {
        return new OnnxBackbone(
                original.name(),
                original.source(),
                weights,
                original.tokenizer(),
                original.digest(),
                original.config(),
                original.nextStep());
    }

    /** Flips the lowest bit of one byte. */
    private static final class OneBitFlipped extends FilterInputStream {
        private final long target;
        private long position;

        OneBitFlipped(InputStream in, long target) {
            super(in);
            this.target = target;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (position <= target && target < position + count) {
                into[offset + (int) (target - position)] ^= 1;
            }
            position += Math.max(0, count);
            return count;
        }
    }
}
