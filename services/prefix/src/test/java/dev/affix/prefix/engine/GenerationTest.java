package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.TinyModels;
import dev.affix.prefix.generation.ContinuousBatch;
import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.Sampling;
import dev.affix.prefix.generation.TokenListener;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that come and go against each row alone. */
class GenerationTest {
    private static final double TOLERANCE = 1e-4;

    /** One text with all it reads, and where in that it is. */
    private static final class Reader {
        final @Nullable Adapter prefix;
        final List<Tokens> parts;
        final List<float[]> alone;
        int next;
        Generation.@Nullable Row row;

        Reader(Backbone backbone, @Nullable Adapter prefix, List<Tokens> parts) {
            this.prefix = prefix;
            this.parts = parts;
            this.alone = new ArrayList<>();
            try (Generation generation = new Generation(backbone)) {
                List<Generation.Row> single = List.of(generation.begin(prefix));
                parts.forEach(part -> alone.add(generation.read(single, List.of(part))[0]));
            }
        }
    }

    /** Any of a prefix in all layers or the first only, of 0 to 5 positions, after which positions go on or start anew; or none. */
    private static @Nullable Adapter prefix(Backbone backbone, SplittableRandom random) {
        int positions = random.nextInt(6);
        if (positions == 0) {
            return null;
        }
        BackboneConfig c = backbone.config();
        int layers = random.nextBoolean() ? c.layers() : 1;
        return new Adapter(
                backbone.digest(),
                positions,
                c.layers(),
                c.keyValueHeads(),
                c.headDim(),
                List.of(),
                Adapters.normal(random, positions * c.valuesPerPosition() / c.layers() * layers, 0.7),
                new float[0],
                new float[0],
                layers,
                random.nextBoolean() ? positions : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aRowsLogitsAreTheSameAloneAndInAnyMix(String family) {
        Backbone backbone = Backbones.named(family);
        SplittableRandom random = new SplittableRandom(17);
        List<Reader> coming = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int[] lengths = random.ints(random.nextInt(1, 8), 1, 5).toArray();
            coming.add(new Reader(backbone, prefix(backbone, random), Backbones.texts(backbone, random, lengths)));
        }
        try (Generation generation = new Generation(backbone)) {
            List<Reader> active = new ArrayList<>();
            while (!coming.isEmpty() || !active.isEmpty()) {
                while (!coming.isEmpty() && active.size() < 8 && random.nextInt(3) > 0) {
                    Reader reader = coming.remove(0);
                    reader.row = generation.begin(reader.prefix);
                    active.add(random.nextInt(active.size() + 1), reader);
                }
                List<Reader> some =
                        active.stream().filter(reader -> random.nextInt(4) > 0).toList();
                if (!some.isEmpty()) {
                    float[][] logits = generation.read(
                            some.stream()
                                    .map(reader -> Objects.requireNonNull(reader.row))
                                    .toList(),
                            some.stream()
                                    .map(reader -> reader.parts.get(reader.next))
                                    .toList());
                    for (int i = 0; i < some.size(); i++) {
                        Reader reader = some.get(i);
                        assertThat(Backbones.difference(logits[i], reader.alone.get(reader.next)))
                                .isLessThan(TOLERANCE);
                        reader.next++;
                    }
                }
                for (Reader reader : List.copyOf(active)) {
                    if (reader.next == reader.parts.size() || random.nextInt(30) == 0) {
                        generation.end(Objects.requireNonNull(reader.row));
                        active.remove(reader);
                    }
                }
            }
            assertThat(generation.bytes())
                    .as("nothing is kept of those that ended")
                    .isZero();
        }
    }

    @Test
    void aThousandRequestsLeaveNoArrayBehind() throws Exception {
        try (Backbone backbone = Backbone.open(TinyModels.weights(TinyModels.LLAMA, 5), Backbones.settings());
                ContinuousBatch batch =
                        new ContinuousBatch(backbone, new ContinuousBatch.Limits(8, 1_000, 4), Clock.systemUTC())) {
            SplittableRandom random = new SplittableRandom(23);
            go(backbone, batch, random, 50);
            int before = liveArrays(backbone);

            go(backbone, batch, random, 1_000);

            assertThat(liveArrays(backbone)).isEqualTo(before);
        }
    }

    private static void go(Backbone backbone, ContinuousBatch batch, SplittableRandom random, int requests)
            throws Exception {
        AtomicInteger ended = new AtomicInteger();
        for (int i : IntStream.range(0, requests).toArray()) {
            Tokens prompt =
                    Backbones.texts(backbone, random, random.nextInt(1, 10)).get(0);
            int wanted = random.nextInt(1, 6);
            AtomicInteger told = new AtomicInteger();
            batch.submit(
                    new GenerationRequest(prompt, prefix(backbone, random), new Sampling(1, 1), i, 6, Set.of(3)),
                    Instant.MAX,
                    new TokenListener() {
                        @Override
                        public boolean token(int id) {
                            if (i % 50 == 7) {
                                throw new IllegalStateException("a listener of a test that fails");
                            }
                            return told.incrementAndGet() < wanted;
                        }

                        @Override
                        public void ended(Ending ending) {
                            ended.incrementAndGet();
                        }

                        @Override
                        public void failed(RuntimeException problem) {
                            ended.incrementAndGet();
                        }
                    });
        }
        while (batch.step()) {
            assertThat(batch.active()).isLessThanOrEqualTo(8);
        }
        assertThat(ended).hasValue(requests);
    }

    private static int liveArrays(Backbone backbone) {
        try (NDManager scope = backbone.torch().scope()) {
            return scope.getParentManager().getManagedArrays().size();
        }
    }
}
