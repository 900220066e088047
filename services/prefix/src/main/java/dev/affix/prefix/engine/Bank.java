package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Input;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some adapters on the device, side by side: prefixes [N, L, 2, G, P, h] padded to the longest, with a mask [N, L, P] of the
 * layers that see them, and heads
 * [N, C, d] padded to the most classes. Immutable, so a batch that holds one sees no swap. Freed when the last holder lets go.
 * Thread-safe.
 */
public final class Bank {
    private final Backbone backbone;
    private final Torch torch;
    private final Backbone.Serving serving;
    private final NDManager owner;
    private final NDArray prefixes;
    private final NDArray prefixMask;
    private final NDArray headWeights;
    private final NDArray headBiases;
    private final int classes;
    /** For each adapter. */
    private final int[] firstPositions;

    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * Uploads adapters; they are addressed by their index. The creator is the first holder.
     *
     * @throws IllegalArgumentException if one is not made for this backbone
     */
    public Bank(Backbone backbone, List<Adapter> adapters) {
        this.backbone = backbone;
        this.torch = backbone.torch();
        this.serving = backbone.serving();
        BackboneConfig c = backbone.config();
        adapters.forEach(adapter -> requireFits(adapter, backbone));
        this.owner = torch.scope();
        int n = adapters.size();
        int positions = adapters.stream().mapToInt(Adapter::prefixLength).max().orElse(0);
        this.classes = adapters.stream()
                .mapToInt(a -> a.labels().size())
                .filter(count -> count > 0)
                .max()
                .orElse(1);
        this.firstPositions = adapters.stream().mapToInt(Adapter::firstPosition).toArray();
        int slots = c.layers() * 2 * c.keyValueHeads();
        float[] keyValues = new float[n * slots * positions * c.headDim()];
        float[] mask = new float[n * c.layers() * positions];
        float[] weight = new float[n * classes * c.hidden()];
        float[] bias = new float[n * classes];
        for (int i = 0; i < n; i++) {
            Adapter adapter = adapters.get(i);
            float[] own = adapter.keyValues();
            int length = adapter.prefixLength() * c.headDim();
            for (int slot = 0; slot < adapter.prefixLayers() * 2 * c.keyValueHeads(); slot++) {
                System.arraycopy(own, slot * length, keyValues, (i * slots + slot) * positions * c.headDim(), length);
            }
            for (int layer = 0; layer < adapter.prefixLayers(); layer++) {
                int from = (i * c.layers() + layer) * positions;
                Arrays.fill(mask, from, from + adapter.prefixLength(), 1);
            }
            System.arraycopy(adapter.headWeight(), 0, weight, i * classes * c.hidden(), adapter.headWeight().length);
            System.arraycopy(adapter.headBias(), 0, bias, i * classes, adapter.headBias().length);
        }
        try {
            this.prefixes = positions == 0
                    ? owner.zeros(new Shape(n, c.layers(), 2, c.keyValueHeads(), 0, c.headDim()))
                    : torch.floats(owner, keyValues, n, c.layers(), 2, c.keyValueHeads(), positions, c.headDim());
            this.prefixMask = positions == 0
                    ? owner.zeros(new Shape(n, c.layers(), 0))
                    : torch.floats(owner, mask, n, c.layers(), positions);
            this.headWeights = torch.floats(owner, weight, n, classes, c.hidden());
            this.headBiases = torch.floats(owner, bias, n, classes);
        } catch (RuntimeException e) {
            // An allocation that failed must not keep those that did not.
            owner.close();
            throw e;
        }
    }

    static void requireFits(Adapter adapter, Backbone backbone) {
        BackboneConfig c = backbone.config();
        if (!adapter.backboneDigest().equals(backbone.digest())) {
            throw new IllegalArgumentException(
                    "The adapter belongs to backbone " + adapter.backboneDigest() + ", not to " + backbone.digest());
        }
        if (!adapter.fits(c)) {
            throw new IllegalArgumentException(
                    "The adapter has layers, heads, head width and width " + adapter.layers() + ", " + adapter.heads()
                            + ", " + adapter.headDim() + ", " + adapter.hidden() + " where the backbone has "
                            + c.layers() + ", " + c.keyValueHeads() + ", " + c.headDim() + ", " + c.hidden());
        }
    }

    /** Becomes a holder; false if the bank is gone already. */
    public boolean hold() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    /** Lets go. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            owner.close();
        }
    }

    /** Returns the padded number of classes: the width of a row of {@link #logits}. */
    public int classes() {
        return classes;
    }

    /**
     * Computes one batch whose rows have different adapters.
     *
     * @param rows texts
     * @param adapters for each row the index of its adapter
     * @return [B, C], row by row; only a row's first classes mean something
     */
    public float[] logits(List<? extends Input> rows, int[] adapters) {
        int[] first =
                Arrays.stream(adapters).map(adapter -> firstPositions[adapter]).toArray();
        InputBatch batch = new InputBatch(backbone.config(), rows, first);
        long[] index = Arrays.stream(adapters).asLongStream().toArray();
        try (NDManager scope = torch.scope()) {
            return torch.call(
                            scope,
                            serving.method(),
                            serving.weights(),
                            false,
                            prefixes,
                            prefixMask,
                            headWeights,
                            headBiases,
                            batch.input(torch, scope),
                            torch.floats(scope, batch.mask, batch.rows, batch.length),
                            torch.longs(scope, index, index.length))
                    .toFloatArray();
        }
    }
}
