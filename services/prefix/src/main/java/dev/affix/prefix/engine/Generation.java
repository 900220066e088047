package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a decoder goes on with, side by side, each after its own prefix. The cache of keys and values starts as the prefixes
 * and grows by what was read: T positions, [L, 2, B, G, T, h], so that a step costs one token per row. Not thread-safe.
 */
public final class Generation implements AutoCloseable {
    private final BackboneConfig config;
    private final Torch torch;
    private final Backbone.Serving generating;
    private final int rows;
    private final int[] read;
    private NDManager scope;
    private NDArray cache;
    /** [B, L, T] */
    private NDArray seen;

    /**
     * Starts without any text.
     *
     * @param prefixes one per row, null for none; only the keys and values are used
     * @throws IllegalArgumentException if the backbone does not generate, there is no row, or an adapter is of another backbone
     */
    public Generation(Backbone backbone, List<@Nullable Adapter> prefixes) {
        if (!backbone.config().architecture().decoder()) {
            throw new IllegalArgumentException(
                    "Backbone " + backbone.name() + " is an encoder, which generates nothing; name a decoder");
        }
        if (prefixes.isEmpty()) {
            throw new IllegalArgumentException("There is no text to go on with");
        }
        this.config = backbone.config();
        this.torch = backbone.torch();
        this.generating = backbone.generating();
        this.rows = prefixes.size();
        this.read = new int[rows];
        int positions = 0;
        for (Adapter prefix : prefixes) {
            if (prefix != null) {
                Bank.requireFits(prefix, backbone);
                positions = Math.max(positions, prefix.prefixLength());
            }
        }
        int width = config.headDim();
        int slots = config.layers() * 2;
        int groups = config.keyValueHeads();
        float[] keyValues = new float[slots * rows * groups * positions * width];
        float[] mask = new float[rows * config.layers() * positions];
        for (int row = 0; row < rows; row++) {
            Adapter prefix = prefixes.get(row);
            if (prefix == null) {
                continue;
            }
            read[row] = prefix.firstPosition();
            float[] own = prefix.keyValues();
            int length = prefix.prefixLength() * width;
            for (int slot = 0; slot < prefix.prefixLayers() * 2; slot++) {
                for (int group = 0; group < groups; group++) {
                    System.arraycopy(
                            own,
                            (slot * groups + group) * length,
                            keyValues,
                            ((slot * rows + row) * groups + group) * positions * width,
                            length);
                }
            }
            for (int layer = 0; layer < prefix.prefixLayers(); layer++) {
                int from = (row * config.layers() + layer) * positions;
                Arrays.fill(mask, from, from + prefix.prefixLength(), 1);
            }
        }
        this.scope = torch.scope();
        this.cache = positions == 0
                ? scope.zeros(new Shape(config.layers(), 2, rows, groups, 0, width))
                : torch.floats(scope, keyValues, config.layers(), 2, rows, groups, positions, width);
        this.seen = positions == 0
                ? scope.zeros(new Shape(rows, config.layers(), 0))
                : torch.floats(scope, mask, rows, config.layers(), positions);
    }

    /**
     * Reads more of each text.
     *
     * @param more one per row, each of one token or more
     * @return for each row the logits of its next token, [B, vocabulary]
     * @throws IllegalArgumentException if a token is unknown or a text longer than the backbone's positions; nothing has changed then
     */
    public float[][] read(List<Tokens> more) {
        if (more.size() != rows) {
            throw new IllegalArgumentException("There are " + more.size() + " texts for " + rows + " rows");
        }
        InputBatch batch = new InputBatch(config, more, read);
        NDManager next = torch.scope();
        try {
            NDList results = torch.run(
                    next,
                    generating.method(),
                    generating.weights(),
                    false,
                    cache,
                    seen,
                    batch.input(torch, next),
                    torch.floats(next, batch.mask, rows, batch.length));
            float[] flat = results.get(0).toFloatArray();
            scope.close();
            scope = next;
            cache = results.get(1);
            seen = results.get(2);
            float[][] logits = new float[rows][];
            for (int row = 0; row < rows; row++) {
                read[row] += more.get(row).length();
                logits[row] = Arrays.copyOfRange(flat, row * config.vocabulary(), (row + 1) * config.vocabulary());
            }
            return logits;
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
