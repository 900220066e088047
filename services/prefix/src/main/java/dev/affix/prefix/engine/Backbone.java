package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frozen transformer on its device, once for all who tune and serve in this process. Thread-safe.
 *
 * <p>Memory: every weight once, with query, key and value fused. Where the first server on a CPU asks for oneDNN's layout, the
 * matrices of the linear layers are held a second time in it (42 MB of the default backbone's 90 MB); the rest is shared.
 */
public final class Backbone implements AutoCloseable {
    /** The engine groups arrays of this name into the program's list argument. */
    private static final String LIST_ARGUMENT = "w[]";

    /** Where libtorch is built with oneDNN. */
    private static final Set<String> ONE_DNN = Set.of("amd64", "x86_64");

    private static final String LAYER = "encoder.layer.%d.";

    private final String name;
    private final String digest;
    private final BackboneConfig config;
    private final Torch torch;
    private final NDManager owner;
    private final List<NDArray> weights;
    private final boolean packed;
    private @Nullable Serving serving;

    private Backbone(BackboneWeights source, Torch torch, boolean packed) {
        this.name = source.name();
        this.digest = source.digest();
        this.config = source.config();
        this.torch = torch;
        this.owner = torch.scope();
        this.weights = upload(source);
        this.packed = packed;
    }

    /**
     * Uploads weights.
     *
     * @throws IllegalStateException if the device is not there
     */
    public static Backbone open(BackboneWeights weights, EngineSettings settings) {
        boolean packed = settings.device().equals("cpu") && ONE_DNN.contains(System.getProperty("os.arch"));
        return new Backbone(weights, new Torch(TorchProgram.archive(weights.config(), packed), settings), packed);
    }

    /** Returns the name the weights were loaded by. */
    public String name() {
        return name;
    }

    /** Returns the SHA-256 of the weights file, in hexadecimal. */
    public String digest() {
        return digest;
    }

    /** Returns the shapes. */
    public BackboneConfig config() {
        return config;
    }

    Torch torch() {
        return torch;
    }

    List<NDArray> weights() {
        return weights;
    }

    /** The method that serves, and its weights. */
    record Serving(String method, List<NDArray> weights) {}

    /** On the CPU with weights in oneDNN's layout, made when first asked for: a process that only tunes needs none. */
    synchronized Serving serving() {
        Serving made = serving;
        if (made == null) {
            made = packed ? new Serving("serve_packed", pack()) : new Serving("serve", weights);
            serving = made;
        }
        return made;
    }

    private List<NDArray> pack() {
        List<NDArray> reordered = List.copyOf(torch.run(owner, "pack", weights, false));
        reordered.forEach(weight -> weight.setName(LIST_ARGUMENT));
        return reordered;
    }

    private List<NDArray> upload(BackboneWeights source) {
        List<NDArray> uploaded = new ArrayList<>();
        add(uploaded, source, "embeddings.word_embeddings.weight");
        add(uploaded, source, "embeddings.position_embeddings.weight");
        add(uploaded, source, "embeddings.token_type_embeddings.weight");
        both(uploaded, source, "embeddings.LayerNorm");
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = LAYER.formatted(layer);
            fused(uploaded, source, prefix + "attention.self.", ".weight", config.hidden());
            fused(uploaded, source, prefix + "attention.self.", ".bias");
            both(uploaded, source, prefix + "attention.output.dense");
            both(uploaded, source, prefix + "attention.output.LayerNorm");
            both(uploaded, source, prefix + "intermediate.dense");
            both(uploaded, source, prefix + "output.dense");
            both(uploaded, source, prefix + "output.LayerNorm");
        }
        uploaded.forEach(weight -> weight.setName(LIST_ARGUMENT));
        return List.copyOf(uploaded);
    }

    private void both(List<NDArray> uploaded, BackboneWeights source, String module) {
        add(uploaded, source, module + ".weight");
        add(uploaded, source, module + ".bias");
    }

    private void add(List<NDArray> uploaded, BackboneWeights source, String tensorName) {
        Tensor tensor = source.tensor(tensorName);
        uploaded.add(torch.floats(owner, tensor.data(), tensor.shape()));
    }

    private void fused(List<NDArray> uploaded, BackboneWeights source, String module, String kind, long... in) {
        int part = source.tensor(module + "query" + kind).data().length;
        float[] values = new float[3 * part];
        int i = 0;
        for (String projection : new String[] {"query", "key", "value"}) {
            System.arraycopy(source.tensor(module + projection + kind).data(), 0, values, part * i++, part);
        }
        uploaded.add(
                in.length == 0
                        ? torch.floats(owner, values, values.length)
                        : torch.floats(owner, values, values.length / in[0], in[0]));
    }

    @Override
    public void close() {
        owner.close();
        torch.close();
    }
}
