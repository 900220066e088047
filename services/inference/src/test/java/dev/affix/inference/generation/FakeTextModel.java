package dev.affix.inference.generation;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.generation.TokenListener;
import dev.affix.prefix.tokenizer.Tokens;
import java.lang.reflect.Constructor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A decoder whose tokens are characters. Texts go on when the test says so, or all at once by {@link #writeAll}: each is its adapter's number,
 * then its prompt again.
 */
public final class FakeTextModel implements TextModel, AutoCloseable {
    /** The token that ends a text. */
    static final int END = 0;

    final List<Running> all = new ArrayList<>();
    private final Map<String, Adapter> adapters = new ConcurrentHashMap<>();
    private final List<Running> running = new ArrayList<>();
    private volatile boolean stopping;
    private Thread thread = new Thread(() -> {});
    public volatile int most;
    volatile int room = Integer.MAX_VALUE;
    public volatile int positions = 1_000_000;

    /** One text. */
    final class Running {
        final GenerationRequest request;
        final Instant deadline;
        private final TokenListener listener;
        volatile boolean cancelled;

        private Running(GenerationRequest request, Instant deadline, TokenListener listener) {
            this.request = request;
            this.deadline = deadline;
            this.listener = listener;
        }

        String prompt() {
            return text(request.prompt());
        }

        /** Goes on by some characters; returns whether more are wanted. */
        boolean say(String more) {
            for (int i = 0; i < more.length(); i++) {
                if (!listener.token(more.charAt(i))) {
                    end(Ending.CANCELLED);
                    return false;
                }
            }
            return true;
        }

        void end(Ending ending) {
            leave();
            listener.ended(ending);
        }

        void fail(RuntimeException problem) {
            leave();
            listener.failed(problem);
        }

        private void leave() {
            synchronized (running) {
                running.remove(this);
            }
        }
    }

    /** Makes an adapter resident whose texts begin with its number. */
    public Adapter adapter(String digest, int number) {
        Adapter adapter =
                new Adapter("b".repeat(64), 1, 1, 1, 1, List.of(), new float[] {number, 0}, new float[0], new float[0]);
        adapters.put(digest, adapter);
        return adapter;
    }

    /** Returns what a text will be. */
    public static String expected(int number, String prompt) {
        return number + prompt;
    }

    List<Running> running() {
        synchronized (running) {
            return List.copyOf(running);
        }
    }

    /** Writes what comes, and what is there already, until this is closed. */
    public void writeAll() {
        thread = new Thread(
                () -> {
                    while (!stopping) {
                        for (Running text : running()) {
                            write(text);
                        }
                        LockSupport.parkNanos(200_000);
                    }
                },
                "fake-decoder");
        thread.setDaemon(true);
        thread.start();
    }

    private static void write(Running text) {
        if (text.cancelled) {
            text.end(Ending.CANCELLED);
            return;
        }
        float[] prefix = Objects.requireNonNull(text.request.prefix()).keyValues();
        if (text.say(expected((int) prefix[0], text.prompt()))) {
            text.end(Ending.STOP);
        }
    }

    /** Returns how many texts were cancelled so far. */
    public long cancelled() {
        synchronized (running) {
            return all.stream().filter(text -> text.cancelled).count();
        }
    }

    /** Fails a text that goes on; returns whether there was one. */
    public boolean failOne(RuntimeException problem) {
        List<Running> now = running();
        if (!now.isEmpty()) {
            now.get(0).fail(problem);
        }
        return !now.isEmpty();
    }

    /** Lets go of those that were cancelled, as before a step. */
    void leaveCancelled() {
        running().stream().filter(text -> text.cancelled).forEach(text -> text.end(Ending.CANCELLED));
    }

    @Override
    public String backboneName() {
        return "fake";
    }

    @Override
    public boolean generates() {
        return true;
    }

    @Override
    public int positions() {
        return positions;
    }

    @Override
    public Set<Integer> endTokens() {
        return Set.of(END);
    }

    @Override
    public Tokens prompt(String text) {
        return new Tokens(text.chars().filter(c -> c != '~').toArray());
    }

    private static String text(Tokens tokens) {
        return new String(tokens.ids(), 0, tokens.length());
    }

    @Override
    public TextDecoder decoder(Tokens prompt) {
        return new TextDecoder() {
            @Override
            public String next(int id) {
                return String.valueOf((char) id);
            }

            @Override
            public String rest() {
                return "";
            }
        };
    }

    @Override
    public Adapter adapter(String digest) {
        return Objects.requireNonNull(adapters.get(digest), digest);
    }

    @Override
    public Runnable generate(GenerationRequest request, Instant deadline, TokenListener listener)
            throws QueueFullException {
        synchronized (running) {
            if (running.size() >= room) {
                throw full();
            }
            Running text = new Running(request, deadline, listener);
            all.add(text);
            running.add(text);
            most = Math.max(most, running.size());
            return () -> text.cancelled = true;
        }
    }

    /** Only the library makes them. */
    private static QueueFullException full() {
        try {
            Constructor<QueueFullException> constructor = QueueFullException.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            return constructor.newInstance(1);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }
}
