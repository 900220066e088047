package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One adapter on the device: keys and values [L, 2, G, P, h], the layers that see them [L, P], head [C, d] and [C]. Uploaded once,
 * shared by every {@link Bank} that holds it, freed with the last. Thread-safe.
 */
final class DeviceAdapter {
    private final NDManager owner;
    private final NDArray keyValues;
    private final NDArray seen;
    private final NDArray headWeight;
    private final NDArray headBias;
    private final int classes;
    private final int firstPosition;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Uploads one; the creator is the first holder. */
    DeviceAdapter(Backbone backbone, Adapter adapter) {
        Bank.requireFits(adapter, backbone);
        BackboneConfig c = backbone.config();
        Torch torch = backbone.torch();
        this.classes = adapter.labels().size();
        this.firstPosition = adapter.firstPosition();
        this.owner = torch.scope();
        int positions = adapter.prefixLength();
        try {
            // Layers above a shallow prefix have zeros that nobody sees.
            float[] all = Arrays.copyOf(adapter.keyValues(), positions * c.valuesPerPosition());
            float[] layers = new float[c.layers() * positions];
            Arrays.fill(layers, 0, adapter.prefixLayers() * positions, 1);
            // Arrays of one name become one list argument of the program.
            this.keyValues = named("kv[]", array(torch, all, c.layers(), 2, c.keyValueHeads(), positions, c.headDim()));
            this.seen = named("seen[]", array(torch, layers, c.layers(), positions));
            this.headWeight = named("hw[]", array(torch, adapter.headWeight(), classes, c.hidden()));
            this.headBias = named("hb[]", array(torch, adapter.headBias(), classes));
        } catch (RuntimeException e) {
            // An allocation that failed must not keep those that did not.
            owner.close();
            throw e;
        }
    }

    private NDArray array(Torch torch, float[] values, long... shape) {
        return values.length == 0 ? owner.zeros(new Shape(shape)) : torch.floats(owner, values, shape);
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    NDArray keyValues() {
        return keyValues;
    }

    NDArray seen() {
        return seen;
    }

    NDArray headWeight() {
        return headWeight;
    }

    NDArray headBias() {
        return headBias;
    }

    int classes() {
        return classes;
    }

    int firstPosition() {
        return firstPosition;
    }

    /** Bytes on the device. */
    long bytes() {
        return Float.BYTES * (keyValues.size() + seen.size() + headWeight.size() + headBias.size());
    }

    /** Becomes a holder; the caller holds a bank that does already. */
    DeviceAdapter held() {
        holders.incrementAndGet();
        return this;
    }

    /** Lets go. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            owner.close();
        }
    }
}
