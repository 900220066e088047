package dev.affix.prefix.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainer, file, server: what was tuned is what answers. */
class MaterializedAdapterTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aMaterializedAdapterAnswersAsTheTrainingTimeVariantDid(Variant variant) throws Exception {
        Backbone backbone = Backbones.minilm();
        SplittableRandom random = new SplittableRandom(41);
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, TrainingSettings.preset(variant, 1), LABELS);
                PrefixServer server = new PrefixServer(backbone)) {
            for (int step = 0; step < 3; step++) {
                List<Example> batch = new ArrayList<>();
                for (Tokens text : Backbones.texts(backbone, random, 3, 8, 5, 12)) {
                    batch.add(new Example(text, batch.size() % 3));
                }
                trainer.step(batch);
            }
            byte[] state = trainer.state();
            AdapterFile file = AdapterFile.of(trainer.materialize());
            server.load(file.digest(), AdapterFile.read(file.model(), backbone.config(), backbone.digest()));

            double largest = 0;
            for (Tokens text : Backbones.texts(backbone, random, 1, 9, 20)) {
                float[] answered = server.answer(List.of(new Query(text, file.digest())))
                        .get(0)
                        .logProbabilities();
                float[] trained = new float[3];
                for (int label = 0; label < 3; label++) {
                    // The loss of one example, before the step changes anything, is its negative log-probability.
                    try (PrefixTrainer copy = PrefixTrainer.restore(backbone, state)) {
                        trained[label] = (float)
                                -copy.step(List.of(new Example(text, label))).loss();
                    }
                }
                assertThat(answered[0]).isNotEqualTo(answered[1]);
                largest = Math.max(largest, Backbones.difference(answered, trained));
            }
            System.out.printf("%s: served and tuned log-probabilities differ by %.1e%n", variant.label(), largest);
            assertThat(largest).isLessThanOrEqualTo(1e-6);
        }
    }
}
