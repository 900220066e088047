package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.architecture.Linear;
import dev.affix.prefix.tokenizer.Input;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each layout of matrices, whichever this machine's processor would get, against matrices as they are. */
@EnabledIfSystemProperty(
        named = "os.arch",
        matches = "amd64|x86_64",
        disabledReason = "oneDNN's and MKL's layouts are x86-64's")
class LayoutTest {
    private static final double BOUND = 1e-5;
    private static final List<Linear> LAYOUTS = List.of(Linear.PACKED, Linear.PACKED_BY_MKL);

    private final SplittableRandom random = new SplittableRandom(23);

    static Stream<Arguments> encodersAndDecoders() {
        return of("tiny", "llama", "gpt2", "vit", "minilm");
    }

    static Stream<Arguments> decoders() {
        return of("llama", "gpt2");
    }

    private static Stream<Arguments> of(String... names) {
        return Arrays.stream(names).flatMap(name -> LAYOUTS.stream().map(layout -> Arguments.of(name, layout)));
    }

    /** Products of few and of many rows take different ways through both libraries: from one row to more than a thousand. */
    @ParameterizedTest
    @MethodSource("encodersAndDecoders")
    void answersAreThoseOfMatricesAsTheyAre(String name, Linear layout) {
        BackboneWeights weights = Backbones.weightsOf(name);
        try (Backbone plain = Backbone.open(weights, EngineSettings.defaults(), null);
                Backbone packed = Backbone.open(weights, EngineSettings.defaults(), layout)) {
            assertThat(packed.serving().method()).isEqualTo("serve_packed");
            List<Adapter> adapters =
                    List.of(Adapters.random(plain, random, 5, 3), Adapters.random(plain, random, 2, 4));
            double largest = 0;
            for (int texts : new int[] {1, 2, 3, 17, 70}) {
                List<? extends Input> rows = inputs(plain, texts);
                int[] whose = random.ints(texts, 0, adapters.size()).toArray();
                largest = Math.max(
                        largest,
                        Backbones.difference(
                                logits(packed, adapters, rows, whose), logits(plain, adapters, rows, whose)));
            }
            System.out.printf("%s, %s: logits %.1e off%n", name, layout, largest);
            assertThat(largest).isLessThan(BOUND);
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void whatIsGeneratedIsThatOfMatricesAsTheyAre(String name, Linear layout) {
        BackboneWeights weights = Backbones.weightsOf(name);
        try (Backbone plain = Backbone.open(weights, EngineSettings.defaults(), null);
                Backbone packed = Backbone.open(weights, EngineSettings.defaults(), layout)) {
            Adapter adapter = Adapters.random(plain, random, 5, 2);
            List<List<Tokens>> reads =
                    List.of(Backbones.texts(plain, random, 3, 7, 1), Backbones.texts(plain, random, 1, 1, 1));
            float[][][] expected = read(plain, adapter, reads);
            float[][][] actual = read(packed, adapter, reads);
            for (int step = 0; step < expected.length; step++) {
                for (int row = 0; row < expected[step].length; row++) {
                    assertThat(Backbones.difference(actual[step][row], expected[step][row]))
                            .as("step %d, row %d", step, row)
                            .isLessThan(BOUND);
                }
            }
        }
    }

    /** Up to 30 tokens each, the backbone's own number of patches for images. */
    private List<? extends Input> inputs(Backbone backbone, int count) {
        if (backbone.config().image() != null) {
            return Backbones.images(backbone, random, count);
        }
        int longest = Math.min(30, backbone.config().maxPositions());
        return Backbones.texts(
                backbone, random, random.ints(count, 1, longest + 1).toArray());
    }

    private static float[] logits(Backbone backbone, List<Adapter> adapters, List<? extends Input> rows, int[] whose) {
        Bank bank = new Bank(backbone, adapters);
        try {
            return bank.logits(rows, whose);
        } finally {
            bank.release();
        }
    }

    /** Of rows with and without a prefix, after each read. */
    private static float[][][] read(Backbone backbone, Adapter adapter, List<List<Tokens>> reads) {
        try (Generation generation = new Generation(backbone)) {
            List<Generation.Row> rows = IntStream.range(0, reads.get(0).size())
                    .mapToObj(row -> generation.begin(row == 1 ? null : adapter))
                    .toList();
            return reads.stream().map(more -> generation.read(rows, more)).toArray(float[][][]::new);
        }
    }
}
