package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.architecture.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frozen transformer on its device, once for all who tune and serve in this process. Thread-safe.
 *
 * <p>Memory: every weight once, as the architecture lays them out. Where the first server on a CPU asks for oneDNN's layout, the
 * matrices of the linear layers are held a second time in it (42 MB of the default backbone's 90 MB); the rest is shared.
 */
public final class Backbone implements AutoCloseable {
    /** The engine groups arrays of this name into the program's list argument. */
    private static final String LIST_ARGUMENT = "w[]";

    /** Where libtorch is built with oneDNN. */
    private static final Set<String> ONE_DNN = Set.of("amd64", "x86_64");

    private final String name;
    private final String digest;
    private final BackboneConfig config;
    private final Torch torch;
    private final NDManager owner;
    private final List<NDArray> weights;
    private final boolean packed;
    private @Nullable List<NDArray> reordered;

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

    /** A method, and the weights it takes. */
    record Serving(String method, List<NDArray> weights) {}

    /** The method that answers texts, each with its own adapter. */
    Serving serving() {
        return fastest("serve");
    }

    /** A decoder's method that goes on with texts. */
    Serving generating() {
        return fastest("extend");
    }

    /** On the CPU with weights in oneDNN's layout, made when first asked for: a process that only tunes needs none. */
    private synchronized Serving fastest(String method) {
        if (!packed) {
            return new Serving(method, weights);
        }
        List<NDArray> made = reordered;
        if (made == null) {
            made = pack();
            reordered = made;
        }
        return new Serving(method + Linear.PACKED.suffix(), made);
    }

    private List<NDArray> pack() {
        List<NDArray> made = List.copyOf(torch.run(owner, "pack", weights, false));
        made.forEach(weight -> weight.setName(LIST_ARGUMENT));
        return made;
    }

    private List<NDArray> upload(BackboneWeights source) {
        List<NDArray> uploaded = new ArrayList<>();
        config.architecture().upload(source, tensor -> {
            NDArray weight = torch.floats(owner, tensor.data(), tensor.shape());
            weight.setName(LIST_ARGUMENT);
            uploaded.add(weight);
        });
        return List.copyOf(uploaded);
    }

    @Override
    public void close() {
        owner.close();
        torch.close();
    }
}
