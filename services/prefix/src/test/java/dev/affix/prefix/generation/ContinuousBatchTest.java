package dev.affix.prefix.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that join and leave, against each text alone. */
class ContinuousBatchTest {
    private final Backbone backbone = Backbones.named("llama");
    private final SplittableRandom random = new SplittableRandom(29);
    private final Hands clock = new Hands();

    /** A clock that stands until it is moved. */
    private static final class Hands extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** What a text was told. */
    private static final class Told implements TokenListener {
        final List<Integer> tokens = new ArrayList<>();
        final List<Object> ends = new ArrayList<>();
        int wanted = Integer.MAX_VALUE;

        @Override
        public boolean token(int id) {
            assertThat(ends).as("nothing comes after the end").isEmpty();
            tokens.add(id);
            return tokens.size() < wanted;
        }

        @Override
        public void ended(Ending ending) {
            ends.add(ending);
        }

        @Override
        public void failed(RuntimeException problem) {
            ends.add(problem);
        }
    }

    private ContinuousBatch batch(Backbone on, int rows, int queue) {
        return new ContinuousBatch(on, new ContinuousBatch.Limits(rows, queue, 3), clock);
    }

    private GenerationRequest request(int maxTokens, Integer... ends) {
        return new GenerationRequest(new Tokens(1, 5, 9), null, Sampling.GREEDY, 1, maxTokens, Set.of(ends));
    }

    private GenerationRequest any(Backbone on) {
        int length = random.nextInt(5);
        @Nullable Adapter prefix = length == 0 ? null : Adapters.random(on, random, length, 2);
        Sampling sampling = random.nextBoolean() ? Sampling.GREEDY : new Sampling(0.8, 0.9);
        return new GenerationRequest(
                Backbones.texts(on, random, random.nextInt(1, 12)).get(0),
                prefix,
                sampling,
                random.nextLong(),
                random.nextInt(1, 40),
                Set.of(random.nextInt(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aTextIsTheSameAloneAndInAnyMixWheneverItJoins(String family) throws QueueFullException {
        Backbone on = Backbones.named(family);
        List<GenerationRequest> requests = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        try (ContinuousBatch batch = batch(on, 6, 100)) {
            while (requests.size() < 50) {
                for (int more = random.nextInt(3); more > 0; more--) {
                    requests.add(any(on));
                    told.add(new Told());
                    batch.submit(requests.get(requests.size() - 1), Instant.MAX, told.get(told.size() - 1));
                }
                batch.step();
            }
            while (batch.step()) {
                assertThat(batch.active()).isLessThanOrEqualTo(6);
            }
        }
        Generator alone = new Generator(on);
        for (int i = 0; i < requests.size(); i++) {
            assertThat(told.get(i).tokens).isEqualTo(alone.generate(requests.get(i), id -> {}));
            assertThat(told.get(i).ends)
                    .singleElement()
                    .isEqualTo(
                            told.get(i).tokens.size() == requests.get(i).maxTokens()
                                            || positionsAreOver(on, requests.get(i), told.get(i))
                                    ? Ending.LENGTH
                                    : Ending.STOP);
        }
    }

    private static boolean positionsAreOver(Backbone on, GenerationRequest request, Told told) {
        return request.firstPosition() + request.prompt().length() + told.tokens.size()
                > on.config().maxPositions();
    }

    @Test
    void eachTokenIsToldWithTheStepThatChoosesIt() throws QueueFullException {
        try (ContinuousBatch batch = batch(backbone, 2, 0)) {
            Told told = new Told();
            batch.submit(request(5), Instant.MAX, told);
            // the prompt's step also chooses the first token and goes on from it
            for (int expected : new int[] {2, 3, 4, 5}) {
                assertThat(told.ends).isEmpty();
                assertThat(batch.step()).isTrue();
                assertThat(told.tokens).hasSize(expected);
            }
            assertThat(told.ends).containsExactly(Ending.LENGTH);
            assertThat(batch.step()).isFalse();
        }
    }

    @Test
    void theQueueIsBoundedAndTheRefusedTextIsNotBegun() throws QueueFullException {
        try (ContinuousBatch batch = batch(backbone, 1, 1)) {
            Told first = new Told();
            Told second = new Told();
            batch.submit(request(3), Instant.MAX, first);
            batch.submit(request(3), Instant.MAX, second);
            Told third = new Told();
            assertThatThrownBy(() -> batch.submit(request(3), Instant.MAX, third))
                    .isInstanceOf(QueueFullException.class);
            while (batch.step()) {
                assertThat(batch.active() + batch.waiting()).isLessThanOrEqualTo(2);
            }
            assertThat(first.ends).containsExactly(Ending.LENGTH);
            assertThat(second.tokens).isEqualTo(first.tokens);
            assertThat(third.ends).isEmpty();
        }
    }

    @Test
    void textsEndAtTheirDeadlineOrWhenNobodyWantsThem() throws QueueFullException {
        List<Integer> whole = new Generator(backbone).generate(request(30), id -> {});
        try (ContinuousBatch batch = batch(backbone, 3, 3)) {
            Told late = new Told();
            Told cancelled = new Told();
            Told bored = new Told();
            Told waiting = new Told();
            bored.wanted = 4;
            batch.submit(request(30), Instant.ofEpochSecond(1), late);
            ContinuousBatch.Ticket ticket = batch.submit(request(30), Instant.MAX, cancelled);
            batch.submit(request(30), Instant.MAX, bored);
            batch.submit(request(30), Instant.ofEpochSecond(1), waiting);
            batch.step();
            ticket.cancel();
            batch.step();
            assertThat(cancelled.ends).containsExactly(Ending.CANCELLED);
            clock.now = Instant.ofEpochSecond(1);
            while (batch.step()) {
                assertThat(late.ends).containsExactly(Ending.DEADLINE);
            }
            assertThat(waiting.ends).containsExactly(Ending.DEADLINE);
            assertThat(bored.ends).containsExactly(Ending.CANCELLED);
            assertThat(bored.tokens).isEqualTo(whole.subList(0, 4));
            assertThat(late.tokens).isEqualTo(whole.subList(0, late.tokens.size()));
        }
    }

    @Test
    void whatCannotBeReadIsRefusedBeforeItReachesTheOthers() {
        try (ContinuousBatch batch = batch(backbone, 3, 3)) {
            GenerationRequest unknown = new GenerationRequest(new Tokens(99), null, Sampling.GREEDY, 1, 3, Set.of());
            assertThatThrownBy(() -> batch.submit(unknown, Instant.MAX, new Told()))
                    .hasMessageContaining("token 99");
            GenerationRequest foreign = new GenerationRequest(
                    new Tokens(1),
                    Adapters.random(Backbones.named("gpt2"), random, 2, 2),
                    Sampling.GREEDY,
                    1,
                    3,
                    Set.of());
            assertThatThrownBy(() -> batch.submit(foreign, Instant.MAX, new Told()))
                    .hasMessageContaining("belongs to backbone");
            assertThat(batch.step()).isFalse();
        }
    }

    @Test
    void closingEndsAllAndRefusesMore() throws QueueFullException {
        ContinuousBatch batch = batch(backbone, 1, 1);
        Told active = new Told();
        Told waiting = new Told();
        batch.submit(request(30), Instant.MAX, active);
        batch.submit(request(30), Instant.MAX, waiting);
        batch.step();
        batch.close();
        assertThat(active.ends).containsExactly(Ending.CANCELLED);
        assertThat(waiting.ends).containsExactly(Ending.CANCELLED);
        assertThatThrownBy(() -> batch.submit(request(30), Instant.MAX, new Told()))
                .isInstanceOf(IllegalStateException.class);
    }
}
