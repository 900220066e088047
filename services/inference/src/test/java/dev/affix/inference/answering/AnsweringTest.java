package dev.affix.inference.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.AnswerCost;
import dev.affix.inference.answering.OverloadedException.Reason;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers and workers as threads; the clock stands until a test turns it. */
class AnsweringTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeModel model = new FakeModel(3);
    private final AtomicLong now = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final Answering answering = open(1, 8);
    private final ExecutorService callers = Executors.newFixedThreadPool(8);

    @BeforeEach
    void serve() {
        model.residents.add("a");
        model.residents.add("b");
    }

    @AfterEach
    void close() {
        model.open();
        answering.close();
        callers.shutdownNow();
    }

    @Test
    void callersAtTheSameTimeShareACallOfTheEngine() throws Exception {
        Future<?> first = blockTheWorker();
        List<Future<List<RowAnswer>>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Row row = row(9 + i, i % 2 == 0 ? "a" : "b");
            others.add(callers.submit(() -> answering.answer(List.of(row), DEADLINE)));
        }
        awaitWaiting(4);
        model.open();
        first.get();
        for (int i = 0; i < 4; i++) {
            assertThat(others.get(i).get().get(0).logProbabilities())
                    .isEqualTo(model.answer(row(9 + i, i % 2 == 0 ? "a" : "b")));
        }
        assertThat(model.calls).hasValue(2);
        assertThat(told).containsOnlyOnce("called 4 rows, 42 tokens, 6 padding");
    }

    @Test
    void anAnswerSaysHowLongItWaitedAndWhatItsCallTook() throws Exception {
        CompletableFuture<List<RowAnswer>> first = blockTheWorker();
        CompletableFuture<List<RowAnswer>> waited = answering.submit(List.of(row(9, "a"), row(11, "b")));
        now.addAndGet(Duration.ofMillis(7).toNanos());
        model.open();
        assertThat(first.get()).extracting(RowAnswer::cost).containsExactly(new AnswerCost(0, 7_000, 1, 5));
        assertThat(waited.get())
                .extracting(RowAnswer::cost)
                .containsExactly(new AnswerCost(7_000, 0, 2, 9), new AnswerCost(7_000, 0, 2, 11));
    }

    @Test
    void aCallerIsTurnedAwayWhenTooManyWaitButABatchOfRecordsIsTaken() throws Exception {
        Future<?> first = blockTheWorker();
        Future<?> second = callers.submit(() -> answering.answer(rows(8), DEADLINE));
        awaitWaiting(8);
        assertThat(answering.hasRoom()).isFalse();
        assertThatThrownBy(() -> answering.answer(rows(1), DEADLINE))
                .isInstanceOfSatisfying(
                        OverloadedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
                .hasMessageContaining("8 texts wait, and at most 8 may");
        CompletableFuture<List<RowAnswer>> records = answering.submit(rows(5));
        model.open();
        first.get();
        second.get();
        assertThat(records.get()).hasSize(5);
        assertThat(answering.hasRoom()).isTrue();
        assertThat(told).containsOnlyOnce("turned away FULL");
    }

    @Test
    void aCallerWhoseTimePassesIsToldSoAndItsRowsAreNotComputed() throws Exception {
        Future<?> first = blockTheWorker();
        Future<?> late = callers.submit(() -> answering.answer(rows(2), DEADLINE));
        awaitWaiting(2);
        now.addAndGet(DEADLINE.toNanos());
        model.open();
        first.get();
        assertThatThrownBy(late::get)
                .hasCauseInstanceOf(OverloadedException.class)
                .hasMessageContaining("no worker was free within 5000 ms");
        assertThat(model.calls).hasValue(1);
        assertThat(told).containsOnlyOnce("turned away EXPIRED");
    }

    @Test
    void aRowThatCannotBeAnsweredFailsItsOwnCallerOnly() throws Exception {
        Future<?> first = blockTheWorker();
        Future<?> bad = callers.submit(() -> answering.answer(List.of(row(10, "gone")), DEADLINE));
        Future<List<RowAnswer>> good = callers.submit(() -> answering.answer(List.of(row(10, "a")), DEADLINE));
        awaitWaiting(2);
        model.open();
        first.get();
        assertThat(good.get().get(0).logProbabilities()).isEqualTo(model.answer(row(10, "a")));
        assertThatThrownBy(bad::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not resident: gone");
    }

    @Test
    void theWorkerGoesOnAfterAFailure() {
        assertThatThrownBy(() ->
                        answering.submit(List.of(row(9, "gone"), row(60, "a"))).join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("not resident");
        assertThat(answering.submit(rows(1)).join()).hasSize(1);
    }

    @Test
    void manyCallersGetTheirOwnAnswersInTheirOrder() throws Exception {
        Answering many = open(3, 100_000);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                Random random = new Random(caller);
                all.add(callers.submit(() -> {
                    for (int round = 0; round < 50; round++) {
                        List<Row> rows = random.ints(1 + random.nextInt(30), 1, 60)
                                .mapToObj(length -> row(length, random.nextBoolean() ? "a" : "b"))
                                .toList();
                        List<RowAnswer> answers = many.submit(rows).join();
                        for (int i = 0; i < rows.size(); i++) {
                            assertThat(answers.get(i).logProbabilities()).isEqualTo(model.answer(rows.get(i)));
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            many.close();
        }
    }

    @Test
    void closingAnswersWhatWaitsAndRefusesWhatComes() throws Exception {
        Future<?> first = blockTheWorker();
        CompletableFuture<List<RowAnswer>> waits = answering.submit(rows(20));
        Future<?> closing = callers.submit(answering::close);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThatThrownBy(() -> answering.submit(rows(1))).isInstanceOf(IllegalStateException.class));
        model.open();
        closing.get();
        first.get();
        assertThat(waits).isCompleted();
        assertThat(waits.join()).hasSize(20);
    }

    @Test
    void noRowsAreAnsweredAtOnce() {
        assertThat(answering.answer(List.of(), DEADLINE)).isEmpty();
        assertThat(answering.submit(List.of())).isCompletedWithValue(List.of());
        assertThat(model.calls).hasValue(0);
    }

    /** The worker computes a first call that ends when the model is opened. */
    private CompletableFuture<List<RowAnswer>> blockTheWorker() throws InterruptedException {
        CountDownLatch begun = model.block();
        CompletableFuture<List<RowAnswer>> first = answering.submit(rows(1));
        begun.await();
        return first;
    }

    private void awaitWaiting(int rows) {
        await().atMost(LIMIT).until(() -> answering.waiting() == rows);
    }

    private Answering open(int workers, int maxWaiting) {
        return Answering.open(
                model, new BatchLimits(workers, 64, 1024, Duration.ZERO, maxWaiting), now::get, new Told());
    }

    private static List<Row> rows(int count) {
        return IntStream.range(0, count).mapToObj(i -> row(5, "a")).toList();
    }

    private static Row row(int length, String digest) {
        return new Row(new Tokens(IntStream.range(0, length).toArray()), digest);
    }

    private final class Told implements CallObserver {
        @Override
        public void called(int rows, int tokens, int padding, Duration computed) {
            note("called " + rows + " rows, " + tokens + " tokens, " + padding + " padding");
        }

        @Override
        public void turnedAway(Reason reason) {
            note("turned away " + reason);
        }

        private void note(String what) {
            synchronized (told) {
                told.add(what);
            }
        }
    }
}
