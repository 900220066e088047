package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Input;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Some adapters on the device, side by side. Immutable, so a batch that holds one sees no swap: {@link #plus} and {@link #minus} make
 * another bank that shares what stays, so that they upload nothing, however many there are. Freed when the last holder lets go. Thread-safe.
 */
public final class Bank {
    private final Backbone backbone;
    private final Torch torch;
    private final Backbone.Serving serving;
    private final List<DeviceAdapter> adapters;
    private final int classes;

    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * Uploads adapters; they are addressed by their index. The creator is the first holder.
     *
     * @throws IllegalArgumentException if one is not made for this backbone
     */
    public Bank(Backbone backbone, List<Adapter> adapters) {
        this(backbone, uploaded(backbone, adapters), backbone.serving());
    }

    private Bank(Backbone backbone, List<DeviceAdapter> adapters, Backbone.Serving serving) {
        this.backbone = backbone;
        this.torch = backbone.torch();
        this.serving = serving;
        this.adapters = List.copyOf(adapters);
        this.classes = Math.max(
                1, adapters.stream().mapToInt(DeviceAdapter::classes).max().orElse(1));
    }

    private static List<DeviceAdapter> uploaded(Backbone backbone, List<Adapter> adapters) {
        List<DeviceAdapter> uploaded = new ArrayList<>();
        try {
            adapters.forEach(adapter -> uploaded.add(new DeviceAdapter(backbone, adapter)));
        } catch (RuntimeException e) {
            uploaded.forEach(DeviceAdapter::release);
            throw e;
        }
        return uploaded;
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

    /** Returns a bank with the adapters of another behind the own: nothing is uploaded. The caller is its first holder and holds both. */
    public Bank plus(Bank other) {
        List<DeviceAdapter> more = new ArrayList<>();
        adapters.forEach(held -> more.add(held.held()));
        other.adapters.forEach(held -> more.add(held.held()));
        return new Bank(backbone, more, serving);
    }

    /** Returns a bank without one adapter; those behind it move up. The caller is its first holder and holds this one. */
    public Bank minus(int index) {
        List<DeviceAdapter> fewer = new ArrayList<>();
        for (int i = 0; i < adapters.size(); i++) {
            if (i != index) {
                fewer.add(adapters.get(i).held());
            }
        }
        return new Bank(backbone, fewer, serving);
    }

    /** Becomes a holder; false if the bank is gone already. */
    public boolean hold() {
        return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    /** Lets go. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            adapters.forEach(DeviceAdapter::release);
        }
    }

    /** Returns the padded number of classes: the width of a row of {@link #logits}. */
    public int classes() {
        return classes;
    }

    /** Returns the bytes of all adapters on the device. */
    public long bytes() {
        return adapters.stream().mapToLong(DeviceAdapter::bytes).sum();
    }

    /**
     * Computes one batch whose rows have different adapters. Only those that some row names are touched.
     *
     * @param rows texts
     * @param named for each row the index of its adapter
     * @return [B, C], row by row; only a row's first classes mean something
     * @throws IllegalStateException if the bank is gone
     */
    public float[] logits(List<? extends Input> rows, int[] named) {
        if (holders.get() == 0) {
            throw new IllegalStateException("The bank is gone: its last holder has let go");
        }
        int[] first = new int[named.length];
        long[] place = new long[named.length];
        Map<Integer, Integer> places = new LinkedHashMap<>();
        for (int row = 0; row < named.length; row++) {
            first[row] = adapters.get(named[row]).firstPosition();
            Integer known = places.putIfAbsent(named[row], places.size());
            place[row] = known == null ? places.size() - 1 : known;
        }
        List<DeviceAdapter> used = places.keySet().stream().map(adapters::get).toList();
        InputBatch batch = new InputBatch(backbone.config(), rows, first);
        try (NDManager scope = torch.scope()) {
            List<NDArray> arguments = new ArrayList<>();
            for (Function<DeviceAdapter, NDArray> part : List.<Function<DeviceAdapter, NDArray>>of(
                    DeviceAdapter::keyValues,
                    DeviceAdapter::seen,
                    DeviceAdapter::headWeight,
                    DeviceAdapter::headBias)) {
                used.forEach(adapter -> arguments.add(part.apply(adapter)));
            }
            arguments.add(batch.input(torch, scope));
            arguments.add(torch.floats(scope, batch.mask, batch.rows, batch.length));
            arguments.add(torch.longs(scope, place, place.length));
            float[] logits = torch.infer(scope, serving.method(), serving.weights(), arguments)
                    .toFloatArray();
            return widened(logits, batch.rows);
        }
    }

    /** Rows as wide as the bank's most classes, where the batch's own have fewer. */
    private float[] widened(float[] logits, int rows) {
        int width = logits.length / rows;
        if (width == classes) {
            return logits;
        }
        float[] wide = new float[rows * classes];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(logits, row * width, wide, row * classes, width);
        }
        return wide;
    }
}
