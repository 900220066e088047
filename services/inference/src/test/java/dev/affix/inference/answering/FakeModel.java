package dev.affix.inference.answering;

import dev.affix.inference.Samples;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A model whose answer is a function of text length and digest, so that a mix-up shows. */
public final class FakeModel implements Model {
    public final Set<String> residents = ConcurrentHashMap.newKeySet();
    public final AtomicInteger calls = new AtomicInteger();
    final int classes;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch begun = new CountDownLatch(0);
    volatile int maxTokens = Integer.MAX_VALUE;

    public FakeModel(int classes) {
        this.classes = classes;
    }

    @Override
    public String backboneDigest() {
        return Samples.BACKBONE;
    }

    @Override
    public List<Tokens> encode(List<String> texts) {
        return texts.stream()
                .map(text -> new Tokens(text.chars().limit(maxTokens).toArray(), text.length() > maxTokens))
                .toList();
    }

    /** Makes calls wait until {@link #open}; the latch is open once one has begun. */
    public CountDownLatch block() {
        gate = new CountDownLatch(1);
        begun = new CountDownLatch(1);
        return begun;
    }

    /** Lets calls through. */
    public void open() {
        gate.countDown();
    }

    @Override
    public List<float[]> answer(List<Row> rows) {
        calls.incrementAndGet();
        begun.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return rows.stream().map(this::answer).toList();
    }

    float[] answer(Row row) {
        if (!residents.contains(row.digest())) {
            throw new IllegalStateException("not resident: " + row.digest());
        }
        float[] answer = new float[classes];
        int seed = row.tokens().hashCode() * 31 + row.digest().hashCode();
        for (int i = 0; i < classes; i++) {
            answer[i] = -1f - Math.floorMod(seed * (i + 7) + i * i, 1009) / 100f;
        }
        return answer;
    }
}
