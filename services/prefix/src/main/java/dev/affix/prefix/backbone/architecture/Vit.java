package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.ConfigJson;
import dev.affix.prefix.backbone.ImageShape;
import dev.affix.prefix.backbone.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Vision transformer (Dosovitskiy et al., arXiv 2010.11929): patches of an image and a class token, learned positions, layer norm before
 * each block; an image is read as the class token's last state. Names are Hugging Face's, without {@code vit.}, pooler and head. In
 * place of {@code ids} it takes pixels [B, channels, size, size], and every position of every image is there, so that {@code mask} says
 * nothing.
 *
 * <p>In {@code w}: patch weight [d, channels, patch, patch] and bias, class token [1, 1, d], positions [1, N + 1, d]; then 12 per layer:
 * layer norm (2), fused query-key-value weight [3d, d] and bias, attention output and bias, layer norm (2), intermediate weight and
 * bias, output weight and bias; then the last layer norm (2).
 */
final class Vit implements Architecture {
    private static final Layout LAYOUT = new Layout(4, 12, 2, true);

    @Override
    public String modelType() {
        return "vit";
    }

    @Override
    public boolean decoder() {
        return false;
    }

    @Override
    public BackboneConfig config(ConfigJson json) {
        json.requireText("hidden_act", "gelu", false);
        if (!json.flag("qkv_bias", true)) {
            throw new IllegalArgumentException("qkv_bias must be true, anything else is not supported");
        }
        ImageShape image =
                new ImageShape(json.integer("num_channels", 3), json.integer("image_size"), json.integer("patch_size"));
        int heads = json.integer("num_attention_heads");
        return new BackboneConfig(
                this,
                json.integer("num_hidden_layers"),
                json.integer("hidden_size"),
                heads,
                heads,
                json.integer("intermediate_size"),
                1,
                image.patches() + 1,
                1,
                json.number("layer_norm_eps", 1e-12f),
                0,
                true,
                image);
    }

    @Override
    public Map<String, long[]> tensors(BackboneConfig c) {
        ImageShape image = Objects.requireNonNull(c.image());
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int d = c.hidden();
        shapes.put(
                "embeddings.patch_embeddings.projection.weight",
                new long[] {d, image.channels(), image.patch(), image.patch()});
        shapes.put("embeddings.patch_embeddings.projection.bias", new long[] {d});
        shapes.put("embeddings.cls_token", new long[] {1, 1, d});
        shapes.put("embeddings.position_embeddings", new long[] {1, c.maxPositions(), d});
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "encoder.layer." + layer + ".";
            Weights.norm(shapes, prefix + "layernorm_before", d);
            Weights.linear(shapes, prefix + "attention.attention.query", d, d);
            Weights.linear(shapes, prefix + "attention.attention.key", d, d);
            Weights.linear(shapes, prefix + "attention.attention.value", d, d);
            Weights.linear(shapes, prefix + "attention.output.dense", d, d);
            Weights.norm(shapes, prefix + "layernorm_after", d);
            Weights.linear(shapes, prefix + "intermediate.dense", c.intermediate(), d);
            Weights.linear(shapes, prefix + "output.dense", d, c.intermediate());
        }
        Weights.norm(shapes, "layernorm", d);
        return shapes;
    }

    @Override
    public String canonical(String stored) {
        return stored.startsWith("vit.") ? stored.substring("vit.".length()) : stored;
    }

    @Override
    public void upload(BackboneWeights weights, Consumer<Tensor> device) {
        both(weights, "embeddings.patch_embeddings.projection", device);
        device.accept(weights.tensor("embeddings.cls_token"));
        device.accept(weights.tensor("embeddings.position_embeddings"));
        for (int layer = 0; layer < weights.config().layers(); layer++) {
            String prefix = "encoder.layer." + layer + ".";
            String self = prefix + "attention.attention.";
            both(weights, prefix + "layernorm_before", device);
            for (String kind : List.of(".weight", ".bias")) {
                device.accept(Weights.stacked(List.of(
                        weights.tensor(self + "query" + kind),
                        weights.tensor(self + "key" + kind),
                        weights.tensor(self + "value" + kind))));
            }
            both(weights, prefix + "attention.output.dense", device);
            both(weights, prefix + "layernorm_after", device);
            both(weights, prefix + "intermediate.dense", device);
            both(weights, prefix + "output.dense", device);
        }
        both(weights, "layernorm", device);
    }

    private static void both(BackboneWeights weights, String module, Consumer<Tensor> device) {
        device.accept(weights.tensor(module + ".weight"));
        device.accept(weights.tensor(module + ".bias"));
    }

    @Override
    public Layout layout(BackboneConfig config) {
        return LAYOUT;
    }

    @Override
    public String inputNormalization(BackboneConfig config) {
        return "      x = " + norm("x", "o", "o + 1", config) + "\n";
    }

    @Override
    public String source(BackboneConfig c, String self, Linear linear) {
        ImageShape image = Objects.requireNonNull(c.image());
        int s = c.maxPositions();
        int end = LAYOUT.firstLayer() + c.layers() * LAYOUT.perLayer();
        String suffix = linear.suffix();
        String arguments = "(self: " + self
                + ", w: List[Tensor], prefix: Tensor, pmask: Tensor, ids: Tensor, mask: Tensor) -> Tensor:\n";
        String prefixed = "[B, " + c.heads() + ", P, " + c.headDim() + "]";
        String joined = "torch.cat([torch.expand(torch.select(p, 0, %1$d), " + prefixed
                + "), torch.select(qkv, 0, %2$d)], 2)\n";
        return "  def encode" + suffix + arguments
                + "    B = torch.size(ids, 0)\n"
                + "    P = torch.size(prefix, 4)\n"
                + "    e = torch.conv2d(ids, w[0], w[1], [" + image.patch() + ", " + image.patch()
                + "], [0, 0], [1, 1], 1)\n"
                + "    patches = torch.transpose(torch.flatten(e, 2, -1), 1, 2)\n"
                + "    x = torch.add(torch.cat([torch.expand(w[2], [B, 1, " + c.hidden() + "]), patches], 1), w[3])\n"
                + "    full = torch.cat([torch.expand(pmask, [B, " + c.layers() + ", P]), torch.new_ones(pmask, [B, "
                + c.layers() + ", " + s + "])], 2)\n"
                + "    m0 = torch.masked_fill(torch.zeros_like(full), torch.eq(full, 0.), -1.0e30)\n"
                + "    for i in range(" + c.layers() + "):\n"
                + "      m = torch.expand(torch.reshape(torch.select(m0, 1, i), [B, 1, 1, P + " + s + "]), [B, 1, " + s
                + ", P + " + s + "])\n"
                + "      o = " + LAYOUT.firstLayer() + " + i * " + LAYOUT.perLayer() + "\n"
                + "      n = " + norm("x", "o", "o + 1", c) + "\n"
                + "      qkv = torch.permute(torch.reshape(" + linear.of("n", "o + 2", "o + 3") + ", [B, " + s + ", 3, "
                + c.heads() + ", " + c.headDim() + "]), [2, 0, 3, 1, 4])\n"
                + "      q = torch.select(qkv, 0, 0)\n"
                + "      p = torch.select(prefix, 0, i)\n"
                + "      k = " + joined.formatted(0, 1)
                + "      v = " + joined.formatted(1, 2)
                + "      a = torch.scaled_dot_product_attention(q, k, v, m, 0., False)\n"
                + "      c = torch.reshape(torch.transpose(a, 1, 2), [B, " + s + ", " + c.hidden() + "])\n"
                + "      x1 = torch.add(x, " + linear.of("c", "o + 4", "o + 5") + ")\n"
                + "      f = " + linear.gelu(norm("x1", "o + 6", "o + 7", c), "o + 8", "o + 9") + "\n"
                + "      x = torch.add(x1, " + linear.of("f", "o + 10", "o + 11") + ")\n"
                + "    return " + norm("x", Integer.toString(end), Integer.toString(end + 1), c) + "\n"
                + "  def pooled" + suffix + arguments
                + "    return torch.select((self).encode" + suffix + "(w, prefix, pmask, ids, mask), 1, 0)\n";
    }

    private static String norm(String x, String weight, String bias, BackboneConfig c) {
        return "torch.layer_norm(" + x + ", [" + c.hidden() + "], w[" + weight + "], w[" + bias + "], "
                + Double.toString(c.layerNormEps()) + ")";
    }

    @Override
    public String toString() {
        return modelType();
    }
}
