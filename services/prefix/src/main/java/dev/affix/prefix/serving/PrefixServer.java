package dev.affix.prefix.serving;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Bank;
import dev.affix.prefix.tokenizer.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Answers with many adapters in one batch. Thread-safe. A load or an eviction replaces the bank as a whole: a batch sees the
 * adapters from before it or from after it, never some of each.
 */
public final class PrefixServer implements AutoCloseable {
    private final Backbone backbone;
    private volatile State state;
    private volatile boolean closed;

    private record State(Map<String, Adapter> adapters, Map<String, Integer> index, Bank bank) {}

    /** Creates a server without adapters on a backbone, which stays the caller's to close. */
    public PrefixServer(Backbone backbone) {
        this.backbone = backbone;
        this.state = state(Map.of(), new Bank(backbone, List.of()));
    }

    /**
     * Makes an adapter resident, visible to the next batch. Does nothing if it is already. Batches, evictions and other loads go on
     * while it is uploaded; the others stay where they are.
     *
     * @throws IllegalArgumentException if it belongs to another backbone or has another shape; nothing has changed then
     */
    public void load(String digest, Adapter adapter) {
        if (!adapter.backboneDigest().equals(backbone.digest())) {
            throw new IllegalArgumentException("Adapter " + digest + " belongs to backbone " + adapter.backboneDigest()
                    + ", not to " + backbone.digest());
        }
        requireOpen();
        if (resident(digest)) {
            return;
        }
        Bank uploaded = new Bank(backbone, List.of(adapter));
        try {
            insert(digest, adapter, uploaded);
        } finally {
            uploaded.release();
        }
    }

    private synchronized void insert(String digest, Adapter adapter, Bank uploaded) {
        requireOpen();
        if (!state.adapters.containsKey(digest)) {
            Map<String, Adapter> adapters = new LinkedHashMap<>(state.adapters);
            adapters.put(digest, adapter);
            replace(adapters, state.bank.plus(uploaded));
        }
    }

    /** Forgets an adapter; batches in flight keep theirs. */
    public synchronized void evict(String digest) {
        requireOpen();
        if (state.adapters.containsKey(digest)) {
            Map<String, Adapter> adapters = new LinkedHashMap<>(state.adapters);
            adapters.remove(digest);
            replace(adapters, state.bank.minus(Objects.requireNonNull(state.index.get(digest))));
        }
    }

    /** Returns whether the next batch can be answered by this version. */
    public boolean resident(String digest) {
        return state.adapters.containsKey(digest);
    }

    /** Returns a resident version. */
    public Optional<Adapter> adapter(String digest) {
        return Optional.ofNullable(state.adapters.get(digest));
    }

    /** Returns the resident versions. */
    public Set<String> residents() {
        return Set.copyOf(state.adapters.keySet());
    }

    /**
     * Answers a batch in one call of the model.
     *
     * @throws UnknownAdapterException if a query's adapter is not resident; no row is answered then
     * @throws IllegalArgumentException if an adapter has no head, or a text is empty, too long for the backbone, or has ids it does not know
     */
    public List<Answer> answer(List<Query> batch) throws UnknownAdapterException {
        if (batch.isEmpty()) {
            return List.of();
        }
        State now = hold();
        try {
            int[] index = new int[batch.size()];
            List<Input> rows = new ArrayList<>();
            for (int i = 0; i < index.length; i++) {
                Integer at = now.index.get(batch.get(i).digest());
                if (at == null) {
                    throw new UnknownAdapterException(batch.get(i).digest());
                }
                if (!Objects.requireNonNull(now.adapters.get(batch.get(i).digest()))
                        .hasHead()) {
                    throw new IllegalArgumentException("Adapter " + batch.get(i).digest()
                            + " has no classification head: it goes on with texts only");
                }
                index[i] = at;
                rows.add(batch.get(i).input());
            }
            float[] logits = now.bank.logits(rows, index);
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < index.length; i++) {
                String digest = batch.get(i).digest();
                Adapter adapter = Objects.requireNonNull(now.adapters.get(digest));
                answers.add(new Answer(
                        digest,
                        logSoftmax(
                                logits, i * now.bank.classes(), adapter.labels().size())));
            }
            return answers;
        } finally {
            now.bank.release();
        }
    }

    private State hold() {
        while (true) {
            requireOpen();
            State now = state;
            if (now.bank.hold()) {
                return now;
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The server is closed");
        }
    }

    private void replace(Map<String, Adapter> adapters, Bank bank) {
        Bank old = state.bank;
        state = state(adapters, bank);
        old.release();
    }

    private static State state(Map<String, Adapter> adapters, Bank bank) {
        Map<String, Integer> index = new LinkedHashMap<>();
        adapters.keySet().forEach(digest -> index.put(digest, index.size()));
        return new State(adapters, index, bank);
    }

    /** Returns the bytes of all residents on the device. */
    public long bytes() {
        return state.bank.bytes();
    }

    static float[] logSoftmax(float[] logits, int from, int classes) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[from + c] - max);
        }
        double shift = max + Math.log(sum);
        float[] result = new float[classes];
        for (int c = 0; c < classes; c++) {
            result[c] = (float) (logits[from + c] - shift);
        }
        return result;
    }

    /** Batches in flight are answered; later calls are refused. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            state.bank.release();
        }
    }
}
