package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.ImageShape;
import dev.affix.prefix.backbone.TinyBert;
import dev.affix.prefix.backbone.TinyModels;
import dev.affix.prefix.safetensors.Sha256;
import dev.affix.prefix.tokenizer.Pixels;
import dev.affix.prefix.tokenizer.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** Backbones for tests, opened once per JVM, and random texts for them. */
public final class Backbones {
    /**
     * Where tests compute: {@code -Daffix.test.device=cuda:0} runs them on a GPU, with a libtorch that has it (docker/README.md).
     */
    private static final String DEVICE = System.getProperty("affix.test.device", "cpu");

    private Backbones() {}

    /** One thread on the device that is tested, in single precision. */
    public static EngineSettings settings() {
        return settings(Precision.FLOAT32);
    }

    /** The same in another precision. */
    public static EngineSettings settings(Precision precision) {
        return new EngineSettings(1, DEVICE, precision);
    }

    private static final class Minilm {
        static final BackboneWeights WEIGHTS = BackboneWeights.load(BackboneWeights.MINILM);
        static final Backbone OPEN = Backbone.open(WEIGHTS, settings());
    }

    private static final class Tiny {
        static final Backbone OPEN = Backbone.open(tinyWeights(1), settings());
    }

    private static final class Decoders {
        static final Backbone LLAMA = Backbone.open(TinyModels.weights(TinyModels.LLAMA, 1), settings());
        static final Backbone GPT2 = Backbone.open(TinyModels.weights(TinyModels.GPT2, 1), settings());
    }

    private static final class Vision {
        static final Backbone VIT = Backbone.open(TinyModels.weights(TinyModels.VIT, 1), settings());
    }

    /** The real one; do not close. */
    public static Backbone minilm() {
        return Minilm.OPEN;
    }

    public static BackboneWeights minilmWeights() {
        return Minilm.WEIGHTS;
    }

    /** Two layers of width 8; do not close. */
    public static Backbone tiny() {
        return Tiny.OPEN;
    }

    /** By name, for parameterized tests: JUnit closes arguments that can be closed. */
    public static Backbone named(String name) {
        return switch (name) {
            case "minilm" -> minilm();
            case "llama" -> Decoders.LLAMA;
            case "gpt2" -> Decoders.GPT2;
            case "vit" -> Vision.VIT;
            default -> tiny();
        };
    }

    /** The weights of {@link #named}. */
    public static BackboneWeights weightsOf(String name) {
        return switch (name) {
            case "minilm" -> minilmWeights();
            case "llama" -> TinyModels.weights(TinyModels.LLAMA, 1);
            case "gpt2" -> TinyModels.weights(TinyModels.GPT2, 1);
            case "vit" -> TinyModels.weights(TinyModels.VIT, 1);
            default -> tinyWeights(1);
        };
    }

    /** Random weights; the digest names the seed. */
    public static BackboneWeights tinyWeights(long seed) {
        return BackboneWeights.of(
                "tiny", "a test", digest("tiny " + seed), TinyBert.CONFIG, TinyBert.tensors(seed), new byte[0]);
    }

    /** A SHA-256 that stands for a name. */
    public static String digest(String name) {
        return Sha256.hex(name.getBytes(StandardCharsets.UTF_8));
    }

    /** One text per length, of random ids that the backbone knows. */
    public static List<Tokens> texts(Backbone backbone, SplittableRandom random, int... lengths) {
        List<Tokens> texts = new ArrayList<>();
        for (int length : lengths) {
            int[] ids = new int[length];
            for (int i = 0; i < length; i++) {
                ids[i] = random.nextInt(1, backbone.config().vocabulary());
            }
            texts.add(new Tokens(ids));
        }
        return texts;
    }

    /** Random images for a vision backbone. */
    public static List<Pixels> images(Backbone backbone, SplittableRandom random, int count) {
        ImageShape shape = Objects.requireNonNull(backbone.config().image());
        List<Pixels> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int values = shape.channels() * shape.size() * shape.size();
            images.add(new Pixels(shape.channels(), shape.size(), Adapters.normal(random, values, 1)));
        }
        return images;
    }

    /** The largest absolute difference; NaN counts as infinite. */
    public static double difference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " values where " + expected.length + " are expected");
        }
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
