package dev.affix.prefix.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is needed of an ONNX model: its nodes and its float32 initializers. Other initializers (shapes, indices) and
 * attributes are skipped. Field numbers are those of onnx.proto.
 */
record OnnxGraph(List<Node> nodes, Map<String, Tensor> initializers) {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_OP_TYPE = 4;

    record Node(String op, List<String> inputs, List<String> outputs) {}

    /**
     * Reads a model.
     *
     * @param length bytes of the model in the stream
     */
    static OnnxGraph read(InputStream in, long length) throws IOException {
        ProtobufInput model = new ProtobufInput(in, length);
        OnnxGraph graph = new OnnxGraph(new ArrayList<>(), new LinkedHashMap<>());
        model.fields((field, wireType) -> {
            if (field == MODEL_GRAPH) {
                model.message((part, partType) -> {
                    switch (part) {
                        case GRAPH_NODE -> graph.nodes.add(node(model));
                        case GRAPH_INITIALIZER -> OnnxInitializer.read(model, graph.initializers);
                        default -> model.skip(partType);
                    }
                });
            } else {
                model.skip(wireType);
            }
        });
        return graph;
    }

    /**
     * Float initializers under their parameter names. Exporters fold the transpose of a linear layer's weight into an
     * anonymous initializer of a MatMul; the Add that the MatMul feeds has the layer's named bias, so that {@code x.bias}
     * names the weight {@code x.weight}, transposed back to [out, in]. Empties the graph, so that no weight is held twice.
     */
    Map<String, Tensor> takeParameters() {
        Map<String, String> biasOfSum = new HashMap<>();
        for (Node node : nodes) {
            if (node.op().equals("Add") && node.inputs().size() == 2) {
                for (int i = 0; i < 2; i++) {
                    String bias = node.inputs().get(i);
                    if (bias.endsWith(".bias") && initializers.containsKey(bias)) {
                        biasOfSum.put(node.inputs().get(1 - i), bias);
                    }
                }
            }
        }
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (node.op().equals("MatMul")
                    && node.inputs().size() == 2
                    && node.outputs().size() == 1) {
                String bias = biasOfSum.get(node.outputs().get(0));
                Tensor weight =
                        bias == null ? null : initializers.remove(node.inputs().get(1));
                if (bias != null && weight != null && weight.shape().length == 2) {
                    String base = bias.substring(0, bias.length() - ".bias".length());
                    named.put(base + ".weight", transpose(weight));
                }
            }
        }
        named.putAll(initializers);
        initializers.clear();
        return named;
    }

    private static Node node(ProtobufInput in) throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        StringBuilder op = new StringBuilder();
        in.message((field, wireType) -> {
            switch (field) {
                case NODE_INPUT -> inputs.add(in.string());
                case NODE_OUTPUT -> outputs.add(in.string());
                case NODE_OP_TYPE -> op.append(in.string());
                default -> in.skip(wireType);
            }
        });
        return new Node(op.toString(), inputs, outputs);
    }

    private static Tensor transpose(Tensor tensor) {
        int rows = (int) tensor.shape()[0];
        int columns = (int) tensor.shape()[1];
        float[] from = tensor.data();
        float[] to = new float[from.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to[column * rows + row] = from[row * columns + column];
            }
        }
        return new Tensor(to, columns, rows);
    }
}
