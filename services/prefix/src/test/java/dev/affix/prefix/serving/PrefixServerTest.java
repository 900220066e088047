package dev.affix.prefix.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    void aResidentAdapterIsHandedOutAndAnEvictedOneIsNot() {
        Adapter adapter = Adapters.random(backbone, random, 4, 2);
        assertThat(server.adapter("a")).isEmpty();
        server.load("a", adapter);
        assertThat(server.adapter("a")).contains(adapter);
        assertThat(server.adapter("b")).isEmpty();
        server.evict("a");
        assertThat(server.adapter("a")).isEmpty();
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

    /** The largest values allowed, with the signs that add up most, on the real backbone. */
    @Test
    void theLargestValuesGiveFiniteAnswersAndSpoilNoOtherRow() throws UnknownAdapterException {
        Backbone real = Backbones.minilm();
        Tokens read = Backbones.texts(real, random, 9).get(0);
        try (PrefixServer wide = new PrefixServer(real)) {
            wide.load("a", Adapters.random(real, random, 4, 2));
            float[] before = wide.answer(List.of(new Query(read, "a"))).get(0).logProbabilities();
            for (int signs = 0; signs < 2; signs++) {
                float[] prompt = new float[4 * 6 * 2 * 384];
                float[] head = new float[2 * 384];
                for (int i = 0; i < prompt.length; i++) {
                    prompt[i] = signs == 0 || random.nextBoolean() ? Adapter.MAX_VALUE : -Adapter.MAX_VALUE;
                    head[i % head.length] = prompt[i];
                }
                float[] bias = {Adapter.MAX_VALUE, -Adapter.MAX_VALUE};
                wide.load(
                        "huge" + signs,
                        new Adapter(real.digest(), 4, 6, 12, 32, List.of("x", "y"), prompt, head, bias));
                List<Answer> answers = wide.answer(List.of(new Query(read, "a"), new Query(read, "huge" + signs)));

                for (float value : answers.get(1).logProbabilities()) {
                    assertThat(value).isFinite();
                }
                assertThat(Backbones.difference(answers.get(0).logProbabilities(), before))
                        .isLessThanOrEqualTo(1e-5);
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
