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
 * <p>Memory: every weight once, as the architecture lays them out and in the precision that is asked for. Where the first server on a CPU asks for oneDNN's layout, the
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
    private final Precision precision;
    private final boolean packed;
    private @Nullable List<NDArray> reordered;

    private Backbone(BackboneWeights source, Torch torch, Precision precision, boolean packed) {
        this.name = source.name();
        this.digest = source.digest();
        this.config = source.config();
        this.torch = torch;
        this.owner = torch.scope();
        this.precision = precision;
        this.packed = packed;
        this.weights = upload(source);
    }

    /**
     * Uploads weights.
     *
     * @throws IllegalStateException if the device is not there
     */
    public static Backbone open(BackboneWeights weights, EngineSettings settings) {
        boolean packed = settings.device().equals("cpu")
                && ONE_DNN.contains(System.getProperty("os.arch"))
                && (settings.precision() == Precision.FLOAT32
                        || Processor.current().packsBfloat16());
        byte[] program = TorchProgram.archive(weights.config(), settings.precision(), packed);
        return new Backbone(weights, new Torch(program, settings), settings.precision(), packed);
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
        return fastest("read");
    }

    /** On the CPU with weights in oneDNN's layout, made when first asked for: a process that only tunes needs none. */
    private synchronized Serving fastest(String method) {
        if (!packed) {
            return new Serving(method, weights);
        }
        List<NDArray> made = reordered;
        if (made == null) {
            made = prepared(precision.packed(), weights, false);
            reordered = made;
        }
        return new Serving(method + precision.packed().suffix(), made);
    }

    /**
     * Returns weights as linear layers want them.
     *
     * @param tuned whether gradients go through them: what is made without recording cannot take part in it later
     */
    private List<NDArray> prepared(Linear linear, List<NDArray> from, boolean tuned) {
        List<NDArray> made = List.copyOf(torch.run(owner, "prepare" + linear.suffix(), from, tuned));
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
        if (precision == Precision.FLOAT32) {
            return List.copyOf(uploaded);
        }
        List<NDArray> rounded = prepared(precision.linear(), uploaded, true);
        // What was not rounded is held by both lists; the matrices of single precision are let go.
        uploaded.forEach(NDArray::close);
        return rounded;
    }

    @Override
    public void close() {
        owner.close();
        torch.close();
    }
}
