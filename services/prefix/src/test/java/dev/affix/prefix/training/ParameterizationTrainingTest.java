package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.adapter.PeftAdapter;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination of axes is tuned, stopped, restored and served. */
class ParameterizationTrainingTest {
    private static final int STEPS = 4;

    private Backbone backbone = Backbones.tiny();

    /** Every combination on an encoder, and on decoders with grouped queries and without. */
    static List<Arguments> everywhere() {
        List<Arguments> all = new ArrayList<>();
        everyParameterization().forEach(axes -> all.add(Arguments.of("tiny", axes)));
        for (String decoder : List.of("llama", "gpt2")) {
            everyParameterization().forEach(axes -> all.add(Arguments.of(decoder, axes)));
        }
        return all;
    }

    static List<Parameterization> everyParameterization() {
        List<Parameterization> all = new ArrayList<>(Axes.all());
        all.add(Variant.NO_SHARE.parameterization(3, 1).withPositions(Positions.AFTER_PREFIX));
        all.add(Variant.PROMPT_TUNING.parameterization(3, 1).withPositions(Positions.AFTER_PREFIX));
        all.add(Variant.DEEP_SHARE.parameterization(3, 5).withDropout(0.3));
        all.add(Variant.PROMPT_TUNING.parameterization(3, 1).withDropout(0.3));
        return all;
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aRunIsRepeatedByteForByteAlsoAcrossAStop(String name, Parameterization axes) {
        backbone = Backbones.named(name);
        List<List<Example>> batches = Batches.of(backbone, 5, STEPS, 8);
        byte[] first = state(axes, batches);
        assertThat(state(axes, batches)).isEqualTo(first);

        byte[] half = state(axes, batches.subList(0, STEPS / 2));
        try (PrefixTrainer restored = PrefixTrainer.restore(backbone, half)) {
            assertThat(restored.settings()).isEqualTo(Axes.settings(axes));
            batches.subList(STEPS / 2, STEPS).forEach(restored::step);
            assertThat(restored.state()).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void whatWasTunedIsWhatAnswers(String name, Parameterization axes) throws Exception {
        backbone = Backbones.named(name);
        Parameterization still = axes.withDropout(0);
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, Axes.settings(still), Batches.LABELS);
                PrefixServer server = new PrefixServer(backbone)) {
            Batches.of(backbone, 5, STEPS, 8).forEach(trainer::step);
            Adapter other = dev.affix.prefix.engine.Adapters.random(backbone, new java.util.SplittableRandom(1), 5, 2);
            AdapterFile file = AdapterFile.of(trainer.materialize());
            Adapter adapter = AdapterFile.read(file.model(), backbone.config(), backbone.digest());
            assertThat(adapter).isEqualTo(trainer.materialize());
            server.load("other", other);
            server.load("tuned", adapter);
            Tokens text = new Tokens(2, 9, 5, 3);
            for (int label = 0; label < 3; label++) {
                // In one batch with an adapter of another length, depth and positions.
                double served = server.answer(List.of(new Query(text, "other"), new Query(text, "tuned")))
                        .get(1)
                        .logProbabilities()[label];
                try (PrefixTrainer copy = PrefixTrainer.restore(backbone, trainer.state())) {
                    double loss = copy.step(List.of(new Example(text, label))).loss();
                    assertThat(served).isCloseTo(-loss, within(2e-6));
                }
            }
        }
    }

    /** Hugging Face's decoders classify with {@code score}, which has no bias: what is tuned on one can always be written for PEFT. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aDecodersHeadHasNoBiasAndComesBackFromPeft(String name) throws Exception {
        backbone = Backbones.named(name);
        Parameterization axes = Variant.DEEP_SHARE.parameterization(3, 5).withPositions(Positions.AFTER_PREFIX);
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, Axes.settings(axes), Batches.LABELS)) {
            Batches.of(backbone, 5, STEPS, 8).forEach(trainer::step);
            Adapter tuned = trainer.materialize();

            assertThat(tuned.headBias()).containsOnly(0);
            assertThat(tuned.headWeight()).doesNotContain(0);
            PeftAdapter.PeftFiles files =
                    PeftAdapter.write(tuned, "some/model", PeftAdapter.Head.of(backbone.config()));
            assertThat(PeftAdapter.read(
                            files, PeftAdapter.Target.of(backbone.config(), backbone.digest(), Batches.LABELS)))
                    .isEqualTo(tuned);
        }
    }

    @Test
    void dropoutDropsTheShareItSaysDifferentlyForEachExampleAndStep() {
        float[] one = PrefixDropout.factors(0.3, 7, 1, 0, 20_000, 30_000);
        double dropped = 0;
        for (int i = 0; i < 20_000; i++) {
            assertThat(one[i]).isIn(0f, (float) (1 / 0.7));
            dropped += one[i] == 0 ? 1 : 0;
        }
        // five standard deviations of a binomial
        assertThat(dropped / 20_000).isCloseTo(0.3, within(5 * Math.sqrt(0.21 / 20_000)));
        assertThat(java.util.Arrays.copyOfRange(one, 20_000, 30_000)).containsOnly(0);
        assertThat(PrefixDropout.factors(0.3, 7, 1, 0, 20_000, 30_000)).isEqualTo(one);
        assertThat(PrefixDropout.factors(0.3, 7, 1, 1, 20_000, 30_000)).isNotEqualTo(one);
        assertThat(PrefixDropout.factors(0.3, 7, 2, 0, 20_000, 30_000)).isNotEqualTo(one);
        assertThat(PrefixDropout.factors(0.3, 8, 1, 0, 20_000, 30_000)).isNotEqualTo(one);
    }

    /** Rates and schedule reach their group and no other: what has rate 0 stays where it started. */
    @Test
    void eachGroupHasItsOwnRate() {
        Parameterization axes = Variant.DEEP_SHARE.parameterization(3, 5);
        for (int moving = 0; moving < 3; moving++) {
            TrainingSettings settings = new TrainingSettings(
                    axes,
                    moving == 1 ? Optimizer.SGD : Optimizer.ADAMW,
                    moving == 0 ? 0.1 : 0,
                    moving == 1 ? 0.1 : 0,
                    moving == 2 ? 0.1 : 0,
                    0,
                    new Schedule(Schedule.Kind.LINEAR, 1, 100),
                    1,
                    8,
                    4,
                    3);
            TrainerState start = warm(settings);
            try (PrefixTrainer trainer = PrefixTrainer.restore(backbone, start.toBytes(backbone.digest()))) {
                List<List<Example>> batches = Batches.of(backbone, 5, 2, 8);
                trainer.step(batches.get(0));
                assertThat(trainer.materialize())
                        .as("rate 0 at the first warm-up step")
                        .isEqualTo(before(start));
                trainer.step(batches.get(1));
                TrainerState end = TrainerState.read(trainer.state(), backbone.config(), backbone.digest());
                for (int i = 0; i < 7; i++) {
                    int group = i == 0 ? 0 : i < 5 ? 1 : 2;
                    assertThat(java.util.Arrays.equals(
                                    end.parameters().get(i).values(),
                                    start.parameters().get(i).values()))
                            .as(end.parameters().get(i).name() + " where group " + moving + " moves")
                            .isEqualTo(group != moving);
                }
            }
        }
    }

    private Adapter before(TrainerState state) {
        try (PrefixTrainer trainer = PrefixTrainer.restore(backbone, state.toBytes(backbone.digest()))) {
            return trainer.materialize();
        }
    }

    /** With a head that passes gradients on. */
    private TrainerState warm(TrainingSettings settings) {
        TrainerState state = TrainerState.initial(settings, Batches.LABELS, backbone.config());
        float[] head = state.parameters().get(5).values();
        for (int i = 0; i < head.length; i++) {
            head[i] = (float) Math.sin(i);
        }
        return state;
    }

    private byte[] state(Parameterization axes, List<List<Example>> batches) {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, Axes.settings(axes), Batches.LABELS)) {
            batches.forEach(trainer::step);
            return trainer.state();
        }
    }
}
