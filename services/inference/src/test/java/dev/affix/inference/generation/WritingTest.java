package dev.affix.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.Generation;
import dev.affix.inference.generation.FakeTextModel.Running;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a thread of its own each: who waits for a text that never comes does not hear an interrupt. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WritingTest {
    private static final int ROWS = 2;

    private final FakeTextModel model = new FakeTextModel();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Writing writing = new Writing(model, ROWS, 3, now::get, tokens::addAndGet);
    private final Adapter prefix = model.adapter("d", 7);

    @AfterEach
    void close() throws InterruptedException {
        writing.close();
        model.close();
    }

    private TextRequest request(String prompt, String... stop) {
        return new TextRequest(model.prompt(prompt), prefix, new Generation(20, List.of(stop)));
    }

    private Drafts submit(String... prompts) {
        return writing.submit(Stream.of(prompts).map(this::request).toList());
    }

    private List<String> prompts() {
        return model.running().stream().map(Running::prompt).toList();
    }

    private static List<String> texts(Drafts drafts) {
        return drafts.written().join().stream().map(WrittenText::text).toList();
    }

    @Test
    void textsAreGreedyNeverOutOfTimeAndInTheOrderOfTheirRequests() {
        Drafts drafts = submit("a", "b");
        Running first = model.running().get(0);
        assertThat(first.deadline).isEqualTo(Instant.MAX);
        assertThat(first.request.sampling()).isEqualTo(Sampling.GREEDY);
        assertThat(first.request.maxTokens()).isEqualTo(20);
        assertThat(first.request.ends()).containsExactly(FakeTextModel.END);
        assertThat(first.request.prefix()).isSameAs(prefix);

        model.running().get(1).say("second");
        model.running().get(1).end(Ending.LENGTH);
        assertThat(drafts.written()).isNotDone();
        first.say("first");
        first.end(Ending.STOP);
        assertThat(texts(drafts)).containsExactly("first", "second");
        assertThat(tokens).hasValue(11);
    }

    @Test
    void onlySoManyAreWithTheModelAndTheOthersFollowFirstComeFirstServed() {
        submit("a", "b", "c");
        submit("d");
        assertThat(prompts()).containsExactly("a", "b");
        assertThat(writing.waiting()).isEqualTo(2);
        model.running().get(1).end(Ending.STOP);
        assertThat(prompts()).containsExactly("a", "c");
        model.running().get(0).end(Ending.STOP);
        assertThat(prompts()).containsExactly("c", "d");
        assertThat(model.most).isEqualTo(ROWS);
    }

    @Test
    void thereIsRoomUntilMoreThanTheQueueWait() {
        submit("a", "b", "c", "d", "e");
        assertThat(writing.hasRoom()).isTrue();
        submit("f");
        assertThat(writing.hasRoom()).isFalse();
        model.running().get(0).end(Ending.STOP);
        assertThat(writing.hasRoom()).isTrue();
        assertThat(new Writing(model, 1, 0, now::get, all -> {}).hasRoom()).isTrue();
    }

    @Test
    void whereOthersFillTheModelsQueueTextsWaitAndComeInTheirOrder() {
        model.room = 0;
        Drafts drafts = submit("a", "b", "c");
        assertThat(prompts()).isEmpty();
        model.room = 1;
        await().atMost(Duration.ofSeconds(5)).until(() -> prompts().equals(List.of("a")));
        model.room = 2;
        await().atMost(Duration.ofSeconds(5)).until(() -> prompts().equals(List.of("a", "b")));
        assertThat(drafts.written()).isNotDone();
    }

    @Test
    void aTextEndsBeforeAStopWhichIsNotPartOfIt() {
        Drafts drafts = writing.submit(List.of(request("a", "END", "\n")));
        assertThat(model.running().get(0).say("one EN two END three")).isFalse();
        assertThat(texts(drafts)).containsExactly("one EN two ");
    }

    @Test
    void anEmptyTextIsAnAnswer() {
        Drafts drafts = submit("a");
        model.running().get(0).end(Ending.STOP);
        assertThat(texts(drafts)).containsExactly("");
    }

    @Test
    void aTextIsCutAtTheContractsLimitAndNotInACharacter() {
        Drafts drafts = submit("a", "b");
        Running text = model.running().get(0);
        assertThat(text.say("x".repeat(ArmAnswer.MAX_TEXT_LENGTH - 1))).isTrue();
        assertThat(text.say("y")).as("no token more than it takes").isFalse();
        Running odd = model.running().get(0);
        odd.say("x".repeat(ArmAnswer.MAX_TEXT_LENGTH - 1) + "\ud83d\ude80");
        assertThat(texts(drafts))
                .containsExactly(
                        "x".repeat(ArmAnswer.MAX_TEXT_LENGTH - 1) + "y", "x".repeat(ArmAnswer.MAX_TEXT_LENGTH - 1));
    }

    @Test
    void aTextsCostIsItsWaitItsTimeAndItsTokens() {
        submit("a", "b");
        Drafts drafts = submit("prompt");
        now.addAndGet(5_000);
        model.running().get(0).end(Ending.STOP);
        now.addAndGet(7_000);
        Running text = model.running().get(1);
        text.say("four");
        text.end(Ending.STOP);
        assertThat(drafts.written().join().get(0).cost()).isEqualTo(new AnswerCost(5, 7, 1, 10));
    }

    @Test
    void aFailureFailsItsCallersTextsLetsTheOthersGoAndDisturbsNobodyElse() {
        Drafts failing = submit("a", "b", "c");
        Drafts others = submit("d");
        model.running().get(0).fail(new IllegalStateException("out of memory"));
        assertThatThrownBy(() -> failing.written().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("out of memory");
        model.leaveCancelled();
        assertThat(model.all.stream().map(Running::prompt))
                .as("the third would be for nobody")
                .containsExactly("a", "b", "d");
        assertThat(prompts()).containsExactly("d");
        assertThat(writing.waiting()).isZero();
        model.running().get(0).say("well");
        model.running().get(0).end(Ending.STOP);
        assertThat(texts(others)).containsExactly("well");
    }

    @Test
    void theBeginningOfATextIsNoAnswerWhereTheEngineStops() {
        Drafts drafts = submit("a");
        model.running().get(0).say("half a te");
        model.running().get(0).end(Ending.CANCELLED);
        assertThatThrownBy(() -> drafts.written().join()).hasMessageContaining("before a text was done");
    }

    @Test
    void cancelledTextsLeaveTheModelAndTheQueue() {
        Drafts drafts = submit("a", "b", "c");
        Drafts next = submit("d");
        drafts.cancel();
        assertThat(drafts.written()).isCompletedExceptionally();
        assertThat(model.running()).allMatch(text -> text.cancelled);
        model.leaveCancelled();
        assertThat(prompts()).containsExactly("d");
        assertThat(next.written()).isNotDone();
    }

    @Test
    void closingFailsWhatIsNotDoneAndWaitsForNothing() {
        Drafts drafts = submit("a", "b", "c");
        writing.close();
        assertThatThrownBy(() -> drafts.written().join()).hasMessageContaining("stopping");
        assertThatThrownBy(() -> submit("d")).isInstanceOf(IllegalStateException.class);
        model.leaveCancelled();
        assertThat(model.all).as("none begins any more").hasSize(ROWS);
        assertThat(writing.submit(List.of()).written()).isCompletedWithValue(List.of());
    }

    @Test
    void manyCallersGetTheirOwnTexts() {
        model.writeAll();
        List<Drafts> drafts = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> submit("first " + i, "second " + i))
                .toList();
        for (int i = 0; i < 200; i++) {
            assertThat(texts(drafts.get(i)))
                    .containsExactly(FakeTextModel.expected(7, "first " + i), FakeTextModel.expected(7, "second " + i));
        }
        assertThat(model.most).isLessThanOrEqualTo(ROWS);
    }
}
