package dev.affix.inference.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The texts of one caller as they are written: all of them, or none. Thread-safe. */
public final class Drafts {
    final Writing writing;
    private final WrittenText[] texts;
    private final AtomicInteger left;
    private final CompletableFuture<List<WrittenText>> written = new CompletableFuture<>();
    final List<Draft> all = new ArrayList<>();

    Drafts(Writing writing, List<TextRequest> requests, long asked) {
        this.writing = writing;
        this.texts = new WrittenText[requests.size()];
        this.left = new AtomicInteger(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            all.add(new Draft(this, i, requests.get(i), asked));
        }
        if (requests.isEmpty()) {
            written.complete(List.of());
        }
    }

    /** Returns the texts, in the order of their requests; it fails with what made the engine fail, or when they are cancelled. */
    public CompletableFuture<List<WrittenText>> written() {
        return written;
    }

    /** Gives up those that are not done. The engine lets go of them before its next step. */
    public void cancel() {
        fail(new IllegalStateException("Nobody waits for these texts any more"));
    }

    /** One is done; the last one completes all. */
    void done(int index, WrittenText text) {
        texts[index] = text;
        if (left.decrementAndGet() == 0) {
            written.complete(List.of(texts));
        }
    }

    /** One failed: the others would be for nobody. */
    void fail(RuntimeException problem) {
        if (written.completeExceptionally(problem)) {
            writing.drop(this);
        }
    }
}
