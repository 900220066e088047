package dev.affix.prefix.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * DJL's engine-internal classes stay behind this one. Gradient recording is a setting of each thread and on by default in a
 * new one: every entry point sets it.
 */
final class Torch implements AutoCloseable {
    private static final int STAGING_BYTES = 4 << 20;
    private static final ThreadLocal<ByteBuffer> STAGING = ThreadLocal.withInitial(() -> direct(STAGING_BYTES));

    private final NDManager base;
    private final PtSymbolBlock program;
    private final EngineSettings settings;

    Torch(byte[] archive, EngineSettings settings) {
        Engine engine = Engine.getEngine("PyTorch");
        Device device = settings.device().equals("cpu")
                ? Device.cpu()
                : Device.gpu(Integer.parseInt(settings.device().substring("cuda:".length())));
        if (device.isGpu() && engine.getGpuCount() <= device.getDeviceId()) {
            throw new IllegalStateException("Device " + settings.device() + " is not there: the engine sees "
                    + engine.getGpuCount()
                    + " GPUs. Use device cpu, or set PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR to a"
                    + " CUDA build of libtorch.");
        }
        this.settings = settings;
        this.base = engine.newBaseManager(device);
        this.program = load(archive);
    }

    private PtSymbolBlock load(byte[] archive) {
        try {
            return JniUtils.loadModule((PtNDManager) base, new ByteArrayInputStream(archive), true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a scope for the arrays of one call; closing it frees them all. */
    NDManager scope() {
        return base.newSubManager();
    }

    NDArray floats(NDManager scope, float[] values, long... shape) {
        ByteBuffer bytes = staging(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        return copied(scope, bytes, DataType.FLOAT32, shape);
    }

    NDArray longs(NDManager scope, long[] values, long... shape) {
        ByteBuffer bytes = staging(Math.multiplyExact(values.length, Long.BYTES));
        bytes.asLongBuffer().put(values);
        return copied(scope, bytes, DataType.INT64, shape);
    }

    /**
     * Arrays on the CPU would share the buffer's memory, which is free only when the garbage collector finds the buffer. A
     * copy lies where libtorch wants it, is freed with its scope, and leaves the buffer to the next array.
     */
    private static NDArray copied(NDManager scope, ByteBuffer bytes, DataType type, long... shape) {
        NDArray shared = scope.create(bytes, new Shape(shape), type);
        if (scope.getDevice().isGpu()) {
            return shared;
        }
        try (shared) {
            return shared.duplicate();
        }
    }

    private static ByteBuffer staging(int bytes) {
        ByteBuffer buffer = bytes > STAGING_BYTES ? direct(bytes) : STAGING.get();
        return buffer.clear().limit(bytes);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Calls a method of the program.
     *
     * @param weights the first argument, a list of tensors
     * @param gradients whether to record a graph
     * @return the result, owned by the scope
     */
    NDArray call(NDManager scope, String method, List<NDArray> weights, boolean gradients, NDArray... arguments) {
        return run(scope, method, weights, gradients, arguments).singletonOrThrow();
    }

    /** As {@link #call}, for a method that returns a list. */
    NDList run(NDManager scope, String method, List<NDArray> weights, boolean gradients, NDArray... arguments) {
        configureThread();
        JniUtils.setGradMode(gradients);
        try {
            // Results belong to the manager of the first array, and the name of the first one selects the method.
            NDArray selector = scope.zeros(new Shape(1));
            selector.setName("module_method:" + method);
            NDList inputs = new NDList(selector);
            for (NDArray weight : weights) {
                inputs.add(weight);
            }
            inputs.addAll(Arrays.asList(arguments));
            NDList results = IValueUtils.forward(program, inputs, gradients);
            results.attach(scope);
            return results;
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /** Tensors that methods take as one list. Closing it leaves the tensors as they are. */
    record TensorList(List<NDArray> tensors, IValue value) implements AutoCloseable {
        @Override
        public void close() {
            value.close();
        }
    }

    /** Returns tensors as one list, for any number of calls and threads: hundreds of them one by one take some tenths of a millisecond each time. */
    TensorList list(List<NDArray> tensors) {
        return new TensorList(tensors, listFrom(tensors));
    }

    /**
     * Calls a method without recording a graph.
     *
     * @param weights the first argument
     * @param arguments the others; neighbours of one name that ends in {@code []} are a list
     * @return the result, owned by the scope
     */
    NDArray infer(NDManager scope, String method, TensorList weights, List<NDArray> arguments) {
        configureThread();
        JniUtils.setGradMode(false);
        List<IValue> values = new ArrayList<>();
        try {
            int from = 0;
            while (from < arguments.size()) {
                String name = arguments.get(from).getName();
                boolean list = name != null && name.endsWith("[]");
                int to = from + 1;
                while (list
                        && to < arguments.size()
                        && Objects.equals(name, arguments.get(to).getName())) {
                    to++;
                }
                values.add(list ? listFrom(arguments.subList(from, to)) : IValue.from((PtNDArray) arguments.get(from)));
                from = to;
            }
            IValue[] all =
                    Stream.concat(Stream.of(weights.value()), values.stream()).toArray(IValue[]::new);
            try (IValue result = IValueUtils.runMethod(program, method, all)) {
                return result.toNDList((PtNDManager) scope).singletonOrThrow();
            }
        } finally {
            values.forEach(IValue::close);
        }
    }

    private static IValue listFrom(List<NDArray> tensors) {
        return IValue.listFrom(tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    /**
     * libtorch hands the number of threads to a thread when it first computes, and setting it later reaches only the thread
     * that sets it; the optimizer of TorchScript graphs is a thread's own setting too.
     */
    private void configureThread() {
        JniUtils.setNumThreads(settings.intraOpThreads());
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** Adds the gradients of a scalar to the leaves it depends on. */
    void backward(NDManager scope, NDArray scalar) {
        configureThread();
        JniUtils.setGradMode(true);
        try {
            NDArray one = scope.ones(new Shape());
            JniUtils.backward((PtNDArray) scalar, (PtNDArray) one, false, false);
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /** Returns a leaf's gradient as host values. */
    float[] gradient(NDManager scope, NDArray leaf) {
        NDArray gradient = Objects.requireNonNull(leaf.getGradient());
        gradient.attach(scope);
        return gradient.toFloatArray();
    }

    EngineSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        program.close();
        base.close();
    }
}
