package dev.affix.prefix.backbone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One TensorProto of an ONNX graph. Field numbers are those of onnx.proto. */
final class OnnxInitializer implements ProtobufInput.FieldReader {
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int FLOAT = 1;

    private final ProtobufInput in;
    private final List<Long> dims = new ArrayList<>();
    private long dataType;
    private String name = "";
    private float[] data = {};

    private OnnxInitializer(ProtobufInput in) {
        this.in = in;
    }

    /** Reads one initializer and adds it if it is float32. */
    static void read(ProtobufInput in, Map<String, Tensor> into) throws IOException {
        OnnxInitializer initializer = new OnnxInitializer(in);
        in.message(initializer);
        if (initializer.dataType == FLOAT) {
            into.put(initializer.name, initializer.tensor());
        }
    }

    @Override
    public void read(int field, int wireType) throws IOException {
        switch (field) {
            case DIMS -> readDims(wireType);
            case DATA_TYPE -> dataType = in.varint();
            case NAME -> name = in.string();
            case RAW_DATA -> {
                // Writers emit fields in order, so the type is known here; without it the data would be lost.
                if (dataType == 0) {
                    throw new IOException("an ONNX initializer has its data before its type");
                }
                if (dataType == FLOAT) {
                    data = in.floats();
                } else {
                    in.skip(wireType);
                }
            }
            default -> in.skip(wireType);
        }
    }

    private void readDims(int wireType) throws IOException {
        if (wireType == ProtobufInput.LENGTH_DELIMITED) {
            dims.addAll(in.packedVarints());
        } else {
            dims.add(in.varint());
        }
    }

    private Tensor tensor() throws IOException {
        long[] shape = dims.stream().mapToLong(Long::longValue).toArray();
        try {
            return new Tensor(data, shape);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("the ONNX initializer '" + name + "' is inconsistent: " + e.getMessage(), e);
        }
    }
}
