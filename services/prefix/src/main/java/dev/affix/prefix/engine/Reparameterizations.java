package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.architecture.Layout;
import dev.affix.prefix.backbone.architecture.Linear;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The program's methods that make keys and values [L, 2, 1, G, P, h] of trainable parameters, for a prefix in the first M
 * layers; the layers above get zeros, which the prefix mask hides. A method's name is {@code MAKER_ENTRY}: a maker gives
 * [M, 2, P, d], index 0 of the second axis for keys, and the entry is {@code projected} (they are keys and values) or
 * {@code hidden} (they go through the layer's frozen key and value projections).
 */
final class Reparameterizations {
    /** Arguments and body of each maker; the body's last statement sets {@code kv} [M, 2, P, d]. */
    private static Map<String, String[]> makers() {
        Map<String, String[]> makers = new LinkedHashMap<>();
        // kv [M, 2, P, d]
        makers.put("none", new String[] {"kv: Tensor", ""});
        // p [M, P, d]
        makers.put("identity", new String[] {"p: Tensor", "    kv = torch.stack([p, p], 1)\n"});
        String layer = "p: Tensor, w1: Tensor, b1: Tensor";
        String two = layer + ", w2: Tensor, b2: Tensor";
        // p [M, P, d]; w1 [M or 1, h, d]; w2 [M or 1, 2d, h]. K = even, V = odd output channels, as in the paper's
        // vision code
        String interleaved = "    kv = torch.permute(torch.reshape(y, [torch.size(y, 0), torch.size(y, 1), -1,"
                + " 2]), [0, 3, 1, 2])\n";
        makers.put("mlp_layered_one_hidden", new String[] {two, hidden(1) + output(1) + interleaved});
        makers.put("mlp_layered_linear", new String[] {layer, hidden(1) + "    y = t\n" + interleaved});
        // p [P, d]; w1 [h, d]; w2 [M*2*d, h]. Slot 2l = K of layer l, slot 2l + 1 = V, as in the language code and PEFT
        String slots =
                "    kv = torch.permute(torch.reshape(y, [torch.size(y, 0), -1, 2, torch.size(p, -1)]), [1, 2, 0, 3])\n";
        makers.put("mlp_global_one_hidden", new String[] {two, hidden(0) + output(0) + slots});
        makers.put("mlp_global_linear", new String[] {layer, hidden(0) + "    y = t\n" + slots});
        // As above with a leading axis in every parameter: 0 for keys, 1 for values
        String apart = "    kv = torch.permute(y, [1, 0, 2, 3])\n";
        makers.put("separate_layered_one_hidden", new String[] {two, hidden(2) + output(2) + apart});
        makers.put("separate_layered_linear", new String[] {layer, hidden(2) + "    y = t\n" + apart});
        String apartSlots =
                "    kv = torch.permute(torch.reshape(y, [2, torch.size(y, 1), -1, torch.size(p, -1)]), [2, 0, 1, 3])\n";
        makers.put("separate_global_one_hidden", new String[] {two, hidden(1) + output(1) + apartSlots});
        makers.put("separate_global_linear", new String[] {layer, hidden(1) + "    y = t\n" + apartSlots});
        return makers;
    }

    private Reparameterizations() {}

    static String source(BackboneConfig c, String self, Linear linear) {
        StringBuilder source = new StringBuilder(shared(c, self, linear));
        String head = "(self: " + self + ", w: List[Tensor], ";
        makers().forEach((name, maker) -> {
            for (String entry : new String[] {"projected", "hidden"}) {
                boolean fused = name.equals("identity") && entry.equals("hidden");
                source.append("  def ").append(name).append('_').append(entry).append(head);
                source.append(maker[0]).append(") -> Tensor:\n");
                if (fused) {
                    source.append("    return (self).finished((self).through_fused(w, p))\n");
                } else {
                    source.append(maker[1]);
                    source.append(
                            entry.equals("hidden")
                                    ? "    return (self).finished((self).through(w, kv))\n"
                                    : "    return (self).finished(kv)\n");
                }
            }
        });
        return source.toString();
    }

    private static String shared(BackboneConfig c, String self, Linear linear) {
        Layout layout = c.architecture().layout(c);
        int kv = c.keyValueWidth();
        int keys = c.hidden();
        int values = keys + kv;
        int end = values + kv;
        String offset = "      o = " + layout.firstLayer() + " + i * " + layout.perLayer() + "\n";
        String normalized = c.architecture().inputNormalization(c);
        return "  def finished(self: " + self + ", kv: Tensor) -> Tensor:\n"
                + "    P = torch.size(kv, 2)\n"
                + "    rest = torch.new_zeros(kv, [" + c.layers() + " - torch.size(kv, 0), 2, P, " + kv + "])\n"
                + "    all = torch.reshape(torch.cat([kv, rest], 0), [" + c.layers() + ", 2, P, " + c.keyValueHeads()
                + ", " + c.headDim() + "])\n"
                + "    return torch.unsqueeze(torch.permute(all, [0, 1, 3, 2, 4]), 2)\n"
                // K = k W_K + b_K and V = v W_V + b_V by the layer's frozen weights
                + "  def through(self: " + self + ", w: List[Tensor], kv: Tensor) -> Tensor:\n"
                + "    r = annotate(List[Tensor], [])\n"
                + "    for i in range(torch.size(kv, 0)):\n"
                + offset
                + "      x = torch.select(kv, 0, i)\n"
                + normalized
                + "      k = " + projected(linear, "torch.select(x, 0, 0)", layout, keys, values) + "\n"
                + "      v = " + projected(linear, "torch.select(x, 0, 1)", layout, values, end) + "\n"
                + "      _0 = torch.append(r, torch.stack([k, v], 0))\n"
                + "    return torch.stack(r, 0)\n"
                // the same for one p [M, P, d], in one product per layer
                + "  def through_fused(self: " + self + ", w: List[Tensor], p: Tensor) -> Tensor:\n"
                + "    P = torch.size(p, 1)\n"
                + "    r = annotate(List[Tensor], [])\n"
                + "    for i in range(torch.size(p, 0)):\n"
                + offset
                + "      x = torch.select(p, 0, i)\n"
                + normalized
                + "      y = torch.reshape(" + projected(linear, "x", layout, keys, end) + ", [P, 2, " + kv + "])\n"
                + "      _0 = torch.append(r, torch.permute(y, [1, 0, 2]))\n"
                + "    return torch.stack(r, 0)\n"
                + "  def dropped(self: " + self + ", w: List[Tensor], kv: Tensor, factor: Tensor) -> Tensor:\n"
                + "    return torch.mul(kv, factor)\n"
                + "  def inner(self: " + self + ", w: List[Tensor], kv: Tensor, g: Tensor) -> Tensor:\n"
                + "    return torch.sum(torch.mul(kv, g))\n";
    }

    /** x by some rows of the layer's fused weight. */
    private static String projected(Linear linear, String x, Layout layout, int from, int to) {
        String part = "torch.slice(w[o + %d], 0, " + from + ", " + to + ")";
        return linear.by(
                x,
                part.formatted(layout.queryKeyValue()),
                layout.bias() ? part.formatted(layout.queryKeyValue() + 1) : null);
    }

    /** t = tanh(p W1^T + b1), where parameters have this many leading axes. */
    private static String hidden(int axes) {
        return "    t = torch.tanh(" + affine("p", "w1", "b1", axes) + ")\n";
    }

    /** y = t W2^T + b2 */
    private static String output(int axes) {
        return "    y = " + affine("t", "w2", "b2", axes) + "\n";
    }

    private static String affine(String x, String weight, String bias, int axes) {
        return "torch.add(torch.matmul(" + x + ", torch.transpose(" + weight + ", " + axes + ", " + (axes + 1)
                + ")), torch.unsqueeze(" + bias + ", " + axes + "))";
    }
}
