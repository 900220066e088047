package dev.affix.inference.generation;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmAnswer;
import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.generation.Sampling;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One text of {@link Writing}: waits, is begun, and is read until it ends. Its text is touched by the thread that generates only. */
final class Draft implements Completion.Reader {
    private static final int MOST = ArmAnswer.MAX_TEXT_LENGTH;

    final Drafts group;
    private final int index;
    private final TextRequest request;
    private final long asked;
    private final StringBuilder text = new StringBuilder();
    private boolean full;
    private volatile long begun;
    private @Nullable Runnable ticket;

    /** @param asked when, of the monotonic clock, in nanoseconds */
    Draft(Drafts group, int index, TextRequest request, long asked) {
        this.group = group;
        this.index = index;
        this.request = request;
        this.asked = asked;
    }

    /** Hands the text to the model; the caller holds the lock of {@link Writing}. */
    void begin(TextModel model) throws QueueFullException {
        begun = group.writing.now();
        GenerationRequest generation = new GenerationRequest(
                request.prompt(),
                request.prefix(),
                Sampling.GREEDY,
                0,
                request.generation().maxTokens(),
                model.endTokens());
        StopText stop = new StopText(request.generation().stop());
        ticket = model.generate(
                generation, Instant.MAX, new Completion(model.decoder(request.prompt()), stop, () -> full, this));
    }

    /** Lets the model end the text; the caller holds the lock of {@link Writing}. */
    void cancel() {
        if (ticket != null) {
            ticket.run();
        }
    }

    @Override
    public void piece(String more) {
        if (full) {
            return;
        }
        text.append(more);
        if (text.length() >= MOST) {
            full = true;
            // Not in the middle of a character.
            text.setLength(Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST);
        }
    }

    @Override
    public void finished(Ending ending, int tokens) {
        if (ending == Ending.STOP || ending == Ending.LENGTH || full) {
            group.done(index, new WrittenText(text.toString(), cost(tokens)));
        } else {
            // The beginning of an answer is none: it would differ from the same request's answer another time.
            group.fail(new IllegalStateException("The engine stopped before a text was done"));
        }
        group.writing.left(this, tokens);
    }

    @Override
    public void failed(RuntimeException problem) {
        // First, so that the place goes to none of this caller's other texts.
        group.fail(problem);
        group.writing.left(this, 0);
    }

    private AnswerCost cost(int tokens) {
        return new AnswerCost(
                micros(begun - asked),
                micros(group.writing.now() - begun),
                1,
                request.prompt().length() + tokens);
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
    }
}
