package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a decoder goes on with, side by side. Rows come and go; each has its own prefix, or none, and its own length. A row's keys and
 * values [L, 2, G, T, h] begin as its prefix and grow by what it reads, so that a step costs one token per row. What a row says does not
 * depend on the others. Not thread-safe.
 *
 * <p>Memory: all rows are in one array [L, 2, R, G, C, h] with room for the most rows and the longest of them since it was last empty.
 */
public final class Generation implements AutoCloseable {
    /** Room grows by this many positions at least. */
    private static final int BLOCK = 64;

    private final Backbone backbone;
    private final BackboneConfig config;
    private final Torch torch;
    private final Backbone.Serving generating;
    /** By their place in the cache, without gaps. */
    private final List<Row> rows = new ArrayList<>();

    private @Nullable Room room;

    /** The cache, and who owns it. */
    private record Room(NDManager scope, NDArray cache, int rows, int positions) {}

    /** One text. */
    public static final class Row {
        private final int prefixLength;
        private final int prefixLayers;
        /** Of the next token. */
        private int position;
        /** Keys and values in the cache. */
        private int length;
        /** Place in the cache; negative when it has ended. */
        private int slot;

        private Row(@Nullable Adapter prefix, int slot) {
            this.prefixLength = prefix == null ? 0 : prefix.prefixLength();
            this.prefixLayers = prefix == null ? 0 : prefix.prefixLayers();
            this.position = prefix == null ? 0 : prefix.firstPosition();
            this.length = prefixLength;
            this.slot = slot;
        }
    }

    /**
     * Starts without any text.
     *
     * @throws IllegalArgumentException if the backbone does not generate
     */
    public Generation(Backbone backbone) {
        if (!backbone.config().architecture().decoder()) {
            throw new IllegalArgumentException(
                    "Backbone " + backbone.name() + " is an encoder, which generates nothing; name a decoder");
        }
        this.backbone = backbone;
        this.config = backbone.config();
        this.torch = backbone.torch();
        this.generating = backbone.generating();
    }

    /**
     * Checks a text before it is begun.
     *
     * @throws IllegalArgumentException if the prefix is of another backbone, a token is unknown, or there are none or more than positions
     */
    public static void requireReadable(Backbone backbone, @Nullable Adapter prefix, Tokens text) {
        int first = 0;
        if (prefix != null) {
            Bank.requireFits(prefix, backbone);
            first = prefix.firstPosition();
        }
        new InputBatch(backbone.config(), List.of(text), new int[] {first});
    }

    /**
     * Begins a text.
     *
     * @param prefix whose keys and values come before it, or null for none; its head is not used
     * @throws IllegalArgumentException if it is of another backbone
     */
    public Row begin(@Nullable Adapter prefix) {
        if (prefix != null) {
            Bank.requireFits(prefix, backbone);
        }
        Row row = new Row(prefix, rows.size());
        NDArray cache = room(rows.size() + 1, Math.max(1, row.length));
        if (prefix != null && row.length > 0) {
            // Layers above a shallow prefix have zeros that nobody sees.
            float[] all = Arrays.copyOf(prefix.keyValues(), row.length * config.valuesPerPosition());
            try (NDManager scope = torch.scope()) {
                NDArray values = torch.floats(
                        scope, all, config.layers(), 2, config.keyValueHeads(), row.length, config.headDim());
                torch.run(
                        scope, "place", List.of(), false, cache, torch.longs(scope, new long[] {row.slot}, 1), values);
            }
        }
        rows.add(row);
        return row;
    }

    /**
     * Reads more of some texts, in one call of the model.
     *
     * @param which rows that have not ended, each once
     * @param more for each of them one token or more
     * @return for each of them the logits of its next token, [B, vocabulary]
     * @throws IllegalArgumentException if a token is unknown or a text longer than the backbone's positions; nothing has changed then
     */
    public float[][] read(List<Row> which, List<Tokens> more) {
        if (more.size() != which.size()) {
            throw new IllegalArgumentException("There are " + more.size() + " texts for " + which.size() + " rows");
        }
        which.forEach(Generation::requireLive);
        // Neighbours in the cache are neighbours in the call, which then need not copy them.
        int[] order = IntStream.range(0, which.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> which.get(i).slot))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Row> sorted = IntStream.of(order).mapToObj(which::get).toList();
        InputBatch batch = new InputBatch(
                config,
                IntStream.of(order).mapToObj(more::get).toList(),
                sorted.stream().mapToInt(row -> row.position).toArray());
        int longest = sorted.stream().mapToInt(row -> row.length).max().orElse(0) + batch.length;
        NDArray cache = room(rows.size(), longest);
        float[] flat;
        try (NDManager scope = torch.scope()) {
            List<NDArray> arguments = List.of(
                    cache,
                    longs(scope, sorted.stream().mapToLong(row -> row.slot)),
                    longs(scope, sorted.stream().mapToLong(row -> row.length)),
                    unseen(scope, sorted),
                    longs(scope, LongStream.range(0, longest)),
                    batch.input(torch, scope),
                    torch.floats(scope, batch.mask, batch.rows, batch.length));
            flat = torch.infer(scope, generating.method(), generating.weights(), arguments)
                    .toFloatArray();
        }
        float[][] logits = new float[order.length][];
        for (int i = 0; i < order.length; i++) {
            int read = more.get(order[i]).length();
            sorted.get(i).length += read;
            sorted.get(i).position += read;
            logits[order[i]] = Arrays.copyOfRange(flat, i * config.vocabulary(), (i + 1) * config.vocabulary());
        }
        return logits;
    }

    private NDArray longs(NDManager scope, LongStream values) {
        long[] all = values.toArray();
        return torch.longs(scope, all, all.length);
    }

    /** How many positions, from the first, a layer does not see, [L, B]: the prefix, above the layers that have one. */
    private NDArray unseen(NDManager scope, List<Row> sorted) {
        long[] unseen = new long[config.layers() * sorted.size()];
        for (int layer = 0; layer < config.layers(); layer++) {
            for (int i = 0; i < sorted.size(); i++) {
                Row row = sorted.get(i);
                unseen[layer * sorted.size() + i] = layer < row.prefixLayers ? 0 : row.prefixLength;
            }
        }
        return torch.longs(scope, unseen, config.layers(), sorted.size());
    }

    /** Ends a text; does nothing if it has ended. */
    public void end(Row row) {
        if (row.slot < 0) {
            return;
        }
        Row last = rows.remove(rows.size() - 1);
        if (last != row) {
            try (NDManager scope = torch.scope()) {
                long[] to = {last.slot, row.slot, last.length};
                torch.run(scope, "move", List.of(), false, room(rows.size(), 1), torch.longs(scope, to, to.length));
            }
            last.slot = row.slot;
            rows.set(last.slot, last);
        }
        row.slot = -1;
        if (rows.isEmpty()) {
            close();
        }
    }

    private static void requireLive(Row row) {
        if (row.slot < 0) {
            throw new IllegalStateException("The text has ended");
        }
    }

    /** Returns the cache, with room for so many rows of so many positions. */
    private NDArray room(int neededRows, int neededPositions) {
        Room now = room;
        if (now != null && now.rows >= neededRows && now.positions >= neededPositions) {
            return now.cache;
        }
        int wide = now == null ? neededRows : grown(now.rows, neededRows, 2 * now.rows);
        int deep = grown(now == null ? 0 : now.positions, neededPositions, neededPositions + BLOCK);
        NDManager scope = torch.scope();
        try {
            NDArray cache;
            if (now == null) {
                cache = scope.zeros(
                        new Shape(config.layers(), 2, wide, config.keyValueHeads(), deep, config.headDim()));
            } else {
                long[] to = {wide - now.rows, deep - now.positions};
                try (NDManager call = torch.scope()) {
                    cache = torch.call(call, "widen", List.of(), false, now.cache, torch.longs(call, to, to.length));
                    cache.attach(scope);
                }
                now.scope.close();
            }
            room = new Room(scope, cache, wide, deep);
            return cache;
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    private static int grown(int now, int needed, int next) {
        return needed <= now ? now : Math.max(needed, next);
    }

    /** Returns the bytes of the cache. */
    public long bytes() {
        Room now = room;
        return now == null ? 0 : Float.BYTES * now.cache.size();
    }

    /** Ends all texts. */
    @Override
    public void close() {
        rows.forEach(row -> row.slot = -1);
        rows.clear();
        if (room != null) {
            room.scope.close();
            room = null;
        }
    }
}
