package dev.affix.prefix.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SamplingTest {
    /** Probabilities 0.5, 0.25, 0.15, 0.1 at temperature 1, not in order. */
    private static final float[] LOGITS = {
        (float) Math.log(0.15), (float) Math.log(0.5), (float) Math.log(0.1), (float) Math.log(0.25)
    };

    private static double[] frequencies(Sampling sampling) {
        SplittableRandom random = new SplittableRandom(3);
        double[] share = new double[4];
        for (int i = 0; i < 40_000; i++) {
            share[sampling.choose(LOGITS, random)] += 1 / 40_000.0;
        }
        return share;
    }

    @Test
    void greedyTakesTheLikeliest() {
        assertThat(Sampling.GREEDY.choose(LOGITS, new SplittableRandom(1))).isEqualTo(1);
        assertThat(Sampling.GREEDY.choose(new float[] {1, 2, 2}, new SplittableRandom(1)))
                .isEqualTo(1);
    }

    /** The smallest set with 0.7 is {0.5, 0.25}, in which shares are 2/3 and 1/3. */
    @Test
    void aNucleusHoldsNoMoreThanItNeeds() {
        assertThat(frequencies(new Sampling(1, 0.7)))
                .containsExactly(new double[] {0, 2 / 3.0, 0, 1 / 3.0}, within(0.012));
        assertThat(frequencies(new Sampling(1, 1e-9))).containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    }

    @Test
    void theWholeDistributionAndItsTemperature() {
        assertThat(frequencies(new Sampling(1, 1))).containsExactly(new double[] {0.15, 0.5, 0.1, 0.25}, within(0.012));
        // at temperature 1/2 probabilities go with their squares: 225, 2500, 100, 625 of 3450
        assertThat(frequencies(new Sampling(0.5, 1)))
                .containsExactly(new double[] {225 / 3450.0, 2500 / 3450.0, 100 / 3450.0, 625 / 3450.0}, within(0.012));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Sampling(-1, 1)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Sampling(Double.NaN, 1)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Sampling(1, 0)).hasMessageContaining("topP");
        assertThatThrownBy(() -> new Sampling(1, 1.1)).hasMessageContaining("topP");
    }

    @Test
    void aTextEndsAtItsLengthItsStopOrTheLastPosition() {
        Backbone backbone = Backbones.named("llama");
        Generator generator = new Generator(backbone);
        Tokens prompt = new Tokens(1, 5, 9);
        List<Integer> told = new ArrayList<>();
        List<Integer> ten = generator.generate(request(prompt, 10, -1), told::add);
        assertThat(ten).hasSize(10).isEqualTo(told);
        assertThat(generator.generate(request(prompt, 10, -1), id -> {})).isEqualTo(ten);
        int stop = ten.get(4);
        assertThat(generator.generate(request(prompt, 10, stop), id -> {}))
                .isEqualTo(ten.subList(0, ten.indexOf(stop)));
        // 40 positions: 37 more are read, and the last of them says one more
        assertThat(generator.generate(request(prompt, 1000, -1), id -> {})).hasSize(38);
    }

    private static GenerationRequest request(Tokens prompt, int maxTokens, int stop) {
        return new GenerationRequest(
                prompt, null, new Sampling(1, 0.9), 7, maxTokens, stop < 0 ? Set.of() : Set.of(stop));
    }
}
