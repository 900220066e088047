package dev.affix.prefix.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.engine.Generation;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A prefix without a head goes on with texts, and names no label. */
class HeadlessAdapterTest {
    private final Backbone backbone = Backbones.named("llama");
    private final Adapter whole = Adapters.random(backbone, new SplittableRandom(3), 4, 2);
    private final Adapter headless = new Adapter(
            whole.backboneDigest(),
            whole.prefixLength(),
            whole.layers(),
            whole.heads(),
            whole.headDim(),
            List.of(),
            whole.promptEmbeddings(),
            new float[0],
            new float[0],
            whole.prefixLayers(),
            whole.firstPosition());

    @Test
    void itGoesOnWithATextAsTheSamePrefixWithAHeadDoes() {
        Tokens text = new Tokens(1, 5, 3);
        try (Generation generation = new Generation(backbone)) {
            float[][] logits =
                    generation.read(List.of(generation.begin(headless), generation.begin(whole)), List.of(text, text));
            assertThat(logits[0]).isEqualTo(logits[1]);
        }
    }

    @Test
    void itIsNotAskedForALabelAndOthersAreAnsweredBesideIt() throws UnknownAdapterException {
        Tokens text = new Tokens(1, 5, 3);
        try (PrefixServer server = new PrefixServer(backbone)) {
            server.load("whole", whole);
            float[] alone =
                    server.answer(List.of(new Query(text, "whole"))).get(0).logProbabilities();
            server.load("headless", headless);

            assertThatThrownBy(() -> server.answer(List.of(new Query(text, "headless"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("headless has no classification head");
            assertThat(server.answer(List.of(new Query(text, "whole"))).get(0).logProbabilities())
                    .isEqualTo(alone);
        }
    }
}
