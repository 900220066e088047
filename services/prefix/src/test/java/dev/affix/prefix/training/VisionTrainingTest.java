package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.tokenizer.Pixels;
import dev.affix.prefix.variant.Parameterization;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination of axes is tuned and served on images. */
class VisionTrainingTest {
    private static final List<String> LABELS = List.of("dark", "light");
    private static final int STEPS = 15;

    private final Backbone backbone = Backbones.named("vit");

    static List<Parameterization> everyParameterization() {
        return Axes.all();
    }

    @ParameterizedTest
    @MethodSource("everyParameterization")
    void imagesAreLearnedRepeatablyAndServed(Parameterization axes) throws Exception {
        List<Example> examples = examples();
        byte[] state;
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, Axes.settings(axes), LABELS);
                PrefixServer server = new PrefixServer(backbone)) {
            double first = trainer.step(examples).loss();
            for (int step = 1; step < STEPS; step++) {
                trainer.step(examples);
            }
            assertThat(trainer.step(examples).loss()).isLessThan(0.7 * first);
            state = trainer.state();
            server.load("tuned", trainer.materialize());
            int right = 0;
            for (Example example : examples) {
                float[] answer = server.answer(List.of(new Query(example.input(), "tuned")))
                        .get(0)
                        .logProbabilities();
                right += answer[example.label()] > answer[1 - example.label()] ? 1 : 0;
            }
            assertThat(right).isGreaterThanOrEqualTo(14);
        }
        try (PrefixTrainer again = PrefixTrainer.create(backbone, Axes.settings(axes), LABELS)) {
            for (int step = 0; step <= STEPS; step++) {
                again.step(examples);
            }
            assertThat(again.state()).isEqualTo(state);
        }
    }

    /** The label is whether the first channel is brighter. */
    private static List<Example> examples() {
        SplittableRandom random = new SplittableRandom(4);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            float[] values = new float[2 * 36];
            for (int pixel = 0; pixel < values.length; pixel++) {
                values[pixel] = (float) (random.nextGaussian() * 0.5 + (pixel < 36 ? i % 2 - 0.5 : 0));
            }
            examples.add(new Example(new Pixels(2, 6, values), i % 2));
        }
        return examples;
    }
}
