package dev.affix.prefix.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixServerTest {
    private final Backbone backbone = Backbones.tiny();
    private final SplittableRandom random = new SplittableRandom(51);
    private final PrefixServer server = new PrefixServer(backbone);
    private final Tokens text = Backbones.texts(backbone, random, 6).get(0);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void probabilitiesSumToOneWithOnePerLabel() throws UnknownAdapterException {
        server.load("a", Adapters.random(backbone, random, 4, 5));
        server.load("b", Adapters.random(backbone, random, 0, 2));

        List<Answer> answers = server.answer(List.of(new Query(text, "a"), new Query(text, "b")));

        assertThat(answers.get(0).logProbabilities()).hasSize(5);
        assertThat(answers.get(1).logProbabilities()).hasSize(2);
        for (Answer answer : answers) {
            double sum = 0;
            for (float logProbability : answer.logProbabilities()) {
                sum += Math.exp(logProbability);
            }
            assertThat(sum).isCloseTo(1, offset(1e-6));
        }
    }

    @Test
    void anUnknownAdapterIsRefusedByNameAndTheBatchIsNotAnswered() throws UnknownAdapterException {
        server.load("a", Adapters.random(backbone, random, 4, 2));

        assertThatThrownBy(() -> server.answer(List.of(new Query(text, "a"), new Query(text, "b"))))
                .isInstanceOf(UnknownAdapterException.class)
                .hasMessage("Adapter b is not resident; load it first");
        assertThat(server.answer(List.of(new Query(text, "a")))).hasSize(1);
    }

    @Test
    void anEvictedAdapterIsUnknownAndTheOthersStay() throws UnknownAdapterException {
        server.load("a", Adapters.random(backbone, random, 4, 2));
        server.load("b", Adapters.random(backbone, random, 16, 3));
        float[] before = answer("a");

        server.evict("b");
        server.evict("never there");

        assertThat(server.residents()).containsExactly("a");
        assertThat(server.resident("b")).isFalse();
        assertThatThrownBy(() -> answer("b")).isInstanceOf(UnknownAdapterException.class);
        assertThat(Backbones.difference(answer("a"), before)).isLessThanOrEqualTo(1e-5);
        server.evict("a");
        assertThat(server.residents()).isEmpty();
    }

    @Test
    void loadingTwiceKeepsTheFirst() throws UnknownAdapterException {
        server.load("a", Adapters.random(backbone, random, 4, 2));
        float[] before = answer("a");

        server.load("a", Adapters.random(backbone, random, 4, 2));

        assertThat(answer("a")).isEqualTo(before);
    }

    @Test
    void anAdapterOfAnotherBackboneIsRefusedByDigestAndChangesNothing() {
        Adapter other = new Adapter(
                Backbones.digest("other"), 0, 2, 2, 4, List.of("a"), new float[0], new float[8], new float[1]);
        Adapter shape =
                new Adapter(backbone.digest(), 0, 2, 4, 2, List.of("a"), new float[0], new float[8], new float[1]);

        for (Adapter adapter : List.of(other, shape)) {
            assertThatThrownBy(() -> server.load("wrong", adapter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("dapter")
                    .hasMessageContaining("backbone");
            assertThat(server.residents()).isEmpty();
        }
    }

    @Test
    void aTextTheBackboneCannotReadIsRefused() throws UnknownAdapterException {
        server.load("a", Adapters.random(backbone, random, 4, 2));

        for (Tokens unreadable : List.of(new Tokens(), new Tokens(new int[25]), new Tokens(1, 20), new Tokens(-1))) {
            assertThatThrownBy(() -> server.answer(List.of(new Query(text, "a"), new Query(unreadable, "a"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Row 1 has ");
        }
        assertThat(server.answer(List.of())).isEmpty();
    }

    /** The bound on an adapter's values is there for this. */
    @ParameterizedTest
    @ValueSource(floats = {Adapter.MAX_MAGNITUDE, -Adapter.MAX_MAGNITUDE})
    void theLargestAllowedValuesStillAnswerWithNumbers(float largest) throws Exception {
        Backbone minilm = Backbones.minilm();
        BackboneConfig c = minilm.config();
        float[] prefix = new float[16 * 2 * c.layers() * c.hidden()];
        float[] head = new float[2 * c.hidden()];
        java.util.Arrays.fill(prefix, largest);
        java.util.Arrays.fill(head, 0, c.hidden(), largest);
        try (PrefixServer real = new PrefixServer(minilm)) {
            real.load(
                    "largest",
                    new Adapter(
                            minilm.digest(),
                            16,
                            c.layers(),
                            c.heads(),
                            c.headDim(),
                            List.of("x", "y"),
                            prefix,
                            head,
                            new float[] {largest, -largest}));
            for (Tokens text : Backbones.texts(minilm, random, 3, 40)) {
                float[] answer =
                        real.answer(List.of(new Query(text, "largest"))).get(0).logProbabilities();
                assertThat(answer[0]).isFinite();
                assertThat(answer[1]).isFinite();
            }
        }
    }

    @Test
    void aClosedServerRefusesWithoutHanging() {
        server.load("a", Adapters.random(backbone, random, 4, 2));
        server.close();
        server.close();

        assertThatThrownBy(() -> answer("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.load("b", Adapters.random(backbone, random, 4, 2)))
                .isInstanceOf(IllegalStateException.class);
    }

    private float[] answer(String digest) throws UnknownAdapterException {
        return server.answer(List.of(new Query(text, digest))).get(0).logProbabilities();
    }
}
