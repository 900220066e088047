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
 * <p>Memory: every weight once, as the architecture lays them out and in the precision that is asked for. Where the first server on a CPU asks for oneDNN's or MKL's
 * layout, the matrices of the linear layers are held a second time in it (42 MB of the default backbone's 90 MB); the rest is shared.
 */
public final class Backbone implements AutoCloseable {
    /** The engine groups arrays of this name into the program's list argument. */
    private static final String LIST_ARGUMENT = "w[]";

    /** Where libtorch is built with oneDNN and MKL. */
    private static final Set<String> X86_64 = Set.of("amd64", "x86_64");

    private final String name;
    private final String digest;
    private final BackboneConfig config;
    private final Torch torch;
    private final NDManager owner;
    private final List<NDArray> weights;
    private final Precision precision;
    private final @Nullable Linear packed;
    private Torch.@Nullable TensorList served;

    private Backbone(BackboneWeights source, Torch torch, Precision precision, @Nullable Linear packed) {
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
        return open(weights, settings, packed(settings, Processor.current()));
    }

    /** As {@link #open(BackboneWeights, EngineSettings)}, where the caller says what layout matrices are served in. */
    static Backbone open(BackboneWeights weights, EngineSettings settings, @Nullable Linear packed) {
        byte[] program = TorchProgram.archive(weights.config(), settings.precision(), packed);
        return new Backbone(weights, new Torch(program, settings), settings.precision(), packed);
    }

    /** The fastest layout that there is; null where matrices are best served as they are. */
    private static @Nullable Linear packed(EngineSettings settings, Processor processor) {
        if (!settings.device().equals("cpu") || !X86_64.contains(System.getProperty("os.arch"))) {
            return null;
        }
        return switch (settings.precision()) {
            case FLOAT32 -> processor.multipliesBestByMkl() ? Linear.PACKED_BY_MKL : Linear.PACKED;
            case BFLOAT16 -> processor.packsBfloat16() ? Linear.BFLOAT16_PACKED : null;
            case FLOAT16 -> null;
        };
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
    record Serving(String method, Torch.TensorList weights) {}

    /** The method that answers texts, each with its own adapter. */
    Serving serving() {
        return fastest("serve");
    }

    /** A decoder's method that goes on with texts. */
    Serving generating() {
        return fastest("read");
    }

    /** On the CPU with weights in a layout for products, made when first asked for: a process that only tunes needs none. */
    private synchronized Serving fastest(String method) {
        Torch.TensorList known = served;
        if (known == null) {
            known = torch.list(packed == null ? weights : prepared(packed, weights, false));
            served = known;
        }
        return new Serving(packed == null ? method : method + packed.suffix(), known);
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
    public synchronized void close() {
        if (served != null) {
            served.close();
        }
        owner.close();
        torch.close();
    }
}
