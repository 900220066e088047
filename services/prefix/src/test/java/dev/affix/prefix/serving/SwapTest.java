package dev.affix.prefix.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Adapters come and go while two threads serve. */
class SwapTest {
    private static final int ADAPTERS = 8;
    private static final int SWAPS = 300;
    private static final double BOUND = 1e-5;

    private final Backbone backbone = Backbones.tiny();
    private final SplittableRandom random = new SplittableRandom(61);
    private final List<Tokens> texts = Backbones.texts(backbone, random, 2, 9, 15);
    private final List<Adapter> adapters = new ArrayList<>();
    /** By adapter and text. */
    private final List<List<float[]>> references = new ArrayList<>();

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();

    @Test
    void everyAnswerIsThatOfTheAdapterItNames() throws Exception {
        try (PrefixServer server = new PrefixServer(backbone)) {
            for (int a = 0; a < ADAPTERS; a++) {
                adapters.add(Adapters.random(backbone, random, new int[] {0, 4, 16}[a % 3], 3));
                references.add(reference(adapters.get(a)));
            }
            assertThatReferencesAreApart();
            // Half are always there; the others come and go.
            for (int a = 0; a < ADAPTERS / 2; a++) {
                server.load(digest(a), adapters.get(a));
            }
            AtomicBoolean swapping = new AtomicBoolean(true);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                List<Future<Double>> serving = List.of(
                        threads.submit(() -> serve(server, swapping, new SplittableRandom(1))),
                        threads.submit(() -> serve(server, swapping, new SplittableRandom(2))));
                for (int swap = 0; swap < SWAPS; swap++) {
                    int a = ADAPTERS / 2 + random.nextInt(ADAPTERS / 2);
                    long before = answered.get();
                    if (server.resident(digest(a))) {
                        server.evict(digest(a));
                    } else {
                        server.load(digest(a), adapters.get(a));
                    }
                    awaitAnswer(before, serving);
                }
                swapping.set(false);
                for (Future<Double> future : serving) {
                    assertThat(future.get(60, TimeUnit.SECONDS)).isLessThanOrEqualTo(BOUND);
                }
            } finally {
                swapping.set(false);
                threads.shutdownNow();
            }
            System.out.println(answered + " batches answered and " + unknown + " refused over " + SWAPS + " swaps");
            assertThat(answered.get()).isGreaterThanOrEqualTo(SWAPS);
            assertThat(unknown.get()).isPositive();
        }
    }

    /** The swap comes while the batch is being read, after it has taken its snapshot. */
    @Test
    void aBatchInFlightKeepsTheAdaptersItStartedWith() throws Exception {
        try (PrefixServer server = new PrefixServer(backbone)) {
            for (int a = 0; a < 3; a++) {
                adapters.add(Adapters.random(backbone, random, 4, 3));
                references.add(reference(adapters.get(a)));
                server.load(digest(a), adapters.get(a));
            }
            List<Query> batch = List.of(
                    new Query(texts.get(0), digest(0)),
                    new Query(texts.get(1), digest(1)),
                    new Query(texts.get(2), digest(2)));
            List<Query> swapping = new AbstractList<>() {
                @Override
                public Query get(int row) {
                    // What stands before an adapter goes, so that it stands elsewhere in the next snapshot.
                    server.evict(digest(0));
                    server.load(digest(9), adapters.get(2));
                    return batch.get(row);
                }

                @Override
                public int size() {
                    return batch.size();
                }
            };

            List<Answer> answers = server.answer(swapping);

            for (int row = 0; row < 3; row++) {
                assertThat(answers.get(row).digest()).isEqualTo(digest(row));
                assertThat(Backbones.difference(
                                answers.get(row).logProbabilities(),
                                references.get(row).get(row)))
                        .isLessThanOrEqualTo(BOUND);
            }
            assertThat(server.residents()).containsExactlyInAnyOrder(digest(1), digest(2), digest(9));
        }
    }

    /** Each swap is met by at least one batch. */
    private void awaitAnswer(long before, List<Future<Double>> serving) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (answered.get() == before) {
            assertThat(System.nanoTime()).as("a batch within 30 s").isLessThan(deadline);
            assertThat(serving).as("both threads serve").noneMatch(Future::isDone);
            Thread.onSpinWait();
        }
    }

    /** The largest difference to a reference. */
    private double serve(PrefixServer server, AtomicBoolean going, SplittableRandom choice) {
        double largest = 0;
        while (going.get()) {
            List<Query> batch = new ArrayList<>();
            int[] adapter = new int[1 + choice.nextInt(4)];
            int[] text = new int[adapter.length];
            boolean allStay = true;
            for (int row = 0; row < adapter.length; row++) {
                adapter[row] = choice.nextInt(choice.nextBoolean() ? ADAPTERS : ADAPTERS / 2);
                text[row] = choice.nextInt(texts.size());
                allStay &= adapter[row] < ADAPTERS / 2;
                batch.add(new Query(texts.get(text[row]), digest(adapter[row])));
            }
            try {
                List<Answer> answers = server.answer(batch);
                for (int row = 0; row < adapter.length; row++) {
                    assertThat(answers.get(row).digest()).isEqualTo(digest(adapter[row]));
                    largest = Math.max(
                            largest,
                            Backbones.difference(
                                    answers.get(row).logProbabilities(),
                                    references.get(adapter[row]).get(text[row])));
                }
                answered.incrementAndGet();
            } catch (UnknownAdapterException e) {
                assertThat(allStay).as("only an evicted adapter is unknown").isFalse();
                unknown.incrementAndGet();
            }
        }
        return largest;
    }

    private List<float[]> reference(Adapter adapter) throws UnknownAdapterException {
        try (PrefixServer alone = new PrefixServer(backbone)) {
            alone.load("it", adapter);
            List<float[]> answers = new ArrayList<>();
            for (Tokens text : texts) {
                answers.add(alone.answer(List.of(new Query(text, "it"))).get(0).logProbabilities());
            }
            return answers;
        }
    }

    private void assertThatReferencesAreApart() {
        for (int a = 0; a < ADAPTERS; a++) {
            for (int b = 0; b < a; b++) {
                for (int t = 0; t < texts.size(); t++) {
                    assertThat(Backbones.difference(
                                    references.get(a).get(t), references.get(b).get(t)))
                            .isGreaterThan(100 * BOUND);
                }
            }
        }
    }

    private static String digest(int adapter) {
        return "adapter " + adapter;
    }
}
