package dev.affix.prefix.generation;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Generation;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Goes on with many texts at once. A text joins between two steps and leaves when it is done; a step costs one call of the model for
 * all that go on, and one for those whose prompt is not read yet. What a text says is what it would say alone.
 *
 * <p>Threads: {@link #submit} and {@link Ticket#cancel} from any; {@link #step} or {@link #run} from one, which is also the one that calls
 * listeners. {@link #close} waits for the step in hand.
 */
public final class ContinuousBatch implements AutoCloseable {
    private final Backbone backbone;
    private final Limits limits;
    private final Clock clock;
    private final Deque<Text> waiting = new ArrayDeque<>();
    private final Object stepping = new Object();
    private final List<Text> active = new ArrayList<>();
    private final Generation generation;
    private volatile int activeNow;
    private volatile boolean closed;

    /**
     * Bounds.
     *
     * @param rows texts at the same time
     * @param queue texts that wait for a row
     * @param promptTokens tokens of one prompt that a step reads: the longest that others wait for it
     */
    public record Limits(int rows, int queue, int promptTokens) {
        public Limits {
            if (rows < 1 || queue < 0 || promptTokens < 1) {
                throw new IllegalArgumentException("rows and promptTokens must be positive and queue not negative, are "
                        + rows + ", " + promptTokens + " and " + queue);
            }
        }
    }

    /** A text that was taken. */
    public interface Ticket {
        /** Ends the text before its next step. */
        void cancel();
    }

    /**
     * Creates one without texts.
     *
     * @param backbone a decoder, which stays the caller's to close
     * @throws IllegalArgumentException if it is none
     */
    public ContinuousBatch(Backbone backbone, Limits limits, Clock clock) {
        this.backbone = backbone;
        this.limits = limits;
        this.clock = clock;
        this.generation = new Generation(backbone);
    }

    /**
     * Takes a text.
     *
     * @param deadline when it ends, done or not
     * @throws QueueFullException if too many wait
     * @throws IllegalArgumentException if the prompt is one the backbone cannot read, or the prefix is of another backbone
     * @throws IllegalStateException if this is closed
     */
    public Ticket submit(GenerationRequest request, Instant deadline, TokenListener listener)
            throws QueueFullException {
        Generation.requireReadable(backbone, request.prefix(), request.prompt());
        Text text = new Text(request, deadline, listener, backbone.config().maxPositions());
        synchronized (waiting) {
            if (closed) {
                throw new IllegalStateException("No more texts are taken");
            }
            // A free row is as good as a place in the queue.
            if (waiting.size() >= limits.queue + Math.max(0, limits.rows - activeNow)) {
                throw new QueueFullException(waiting.size());
            }
            waiting.add(text);
            waiting.notifyAll();
        }
        return text::cancel;
    }

    /** Steps until this is closed, and waits while there is nothing to do. */
    public void run() {
        while (!closed) {
            if (!step()) {
                awaitWork();
            }
        }
    }

    private void awaitWork() {
        synchronized (waiting) {
            while (waiting.isEmpty() && !closed) {
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    closed = true;
                }
            }
        }
    }

    /** Takes every text one token further, or through a part of its prompt. Returns false if there was none. */
    public boolean step() {
        synchronized (stepping) {
            if (closed) {
                return false;
            }
            join();
            Instant now = clock.instant();
            for (Text text : List.copyOf(active)) {
                Ending over = text.over(now);
                if (over != null) {
                    leave(text, over);
                }
            }
            if (active.isEmpty()) {
                return false;
            }
            read(active.stream().filter(Text::prompting).toList());
            read(active.stream().filter(Predicate.not(Text::prompting)).toList());
            return true;
        }
    }

    /** Moves texts from the queue to rows; those that ended while they waited leave at once. */
    private void join() {
        List<Text> ended = new ArrayList<>();
        Instant now = clock.instant();
        synchronized (waiting) {
            for (Iterator<Text> it = waiting.iterator(); it.hasNext(); ) {
                Text text = it.next();
                if (text.over(now) != null) {
                    it.remove();
                    ended.add(text);
                } else if (active.size() < limits.rows) {
                    it.remove();
                    active.add(text);
                }
            }
            activeNow = active.size();
        }
        ended.forEach(text -> leave(text, Objects.requireNonNull(text.over(now))));
        for (Text text : List.copyOf(active)) {
            if (text.row == null) {
                try {
                    text.row = generation.begin(text.request().prefix());
                } catch (RuntimeException e) {
                    fail(text, e);
                }
            }
        }
    }

    /** One call of the model for these texts. */
    private void read(List<Text> texts) {
        if (texts.isEmpty()) {
            return;
        }
        List<Tokens> next =
                texts.stream().map(text -> text.next(limits.promptTokens)).toList();
        float[][] logits;
        try {
            logits = generation.read(
                    texts.stream().map(text -> Objects.requireNonNull(text.row)).toList(), next);
        } catch (RuntimeException e) {
            texts.forEach(text -> fail(text, e));
            return;
        }
        for (int i = 0; i < texts.size(); i++) {
            Text text = texts.get(i);
            try {
                Ending ending = text.read(next.get(i).length(), logits[i]);
                if (ending != null) {
                    leave(text, ending);
                }
            } catch (RuntimeException e) {
                fail(text, e);
            }
        }
    }

    private void leave(Text text, Ending ending) {
        forget(text);
        tell(() -> text.listener.ended(ending));
    }

    private void fail(Text text, RuntimeException problem) {
        forget(text);
        tell(() -> text.listener.failed(problem));
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException ignored) {
            // The text has left already; the others must not hear of its listener.
        }
    }

    private void forget(Text text) {
        active.remove(text);
        activeNow = active.size();
        Generation.Row row = text.row;
        if (row != null) {
            generation.end(row);
        }
    }

    /** Returns how many texts go on now. */
    public int active() {
        return activeNow;
    }

    /** Returns how many wait for a row. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Ends all texts as {@link Ending#CANCELLED}; later ones are refused. */
    @Override
    public void close() {
        List<Text> left = new ArrayList<>();
        synchronized (waiting) {
            closed = true;
            left.addAll(waiting);
            waiting.clear();
            waiting.notifyAll();
        }
        synchronized (stepping) {
            left.addAll(active);
            left.forEach(text -> leave(text, Ending.CANCELLED));
            generation.close();
        }
    }
}
