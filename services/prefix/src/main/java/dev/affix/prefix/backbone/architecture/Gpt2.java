package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.ConfigJson;
import dev.affix.prefix.backbone.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * GPT-2 (Radford et al. 2019): layer norm before each block, learned positions, GELU by its tanh approximation, the vocabulary's weight
 * tied to the embedding. Names are Hugging Face's without {@code transformer.}; its linear weights are stored [in, out].
 *
 * <p>In {@code w}: token and position embeddings; then 12 per layer: layer norm (2), fused query-key-value [3d, d] and bias, attention
 * output and bias, layer norm (2), feed-forward in and bias, out and bias; then the last layer norm (2).
 */
final class Gpt2 implements Architecture {
    private static final Layout LAYOUT = new Layout(2, 12, 2, true);

    @Override
    public String modelType() {
        return "gpt2";
    }

    @Override
    public boolean decoder() {
        return true;
    }

    @Override
    public BackboneConfig config(ConfigJson json) {
        json.requireText("activation_function", "gelu_new", true);
        json.requireFalse("scale_attn_by_inverse_layer_idx");
        json.requireFalse("add_cross_attention");
        if (!json.flag("scale_attn_weights", true) || !json.flag("tie_word_embeddings", true)) {
            throw new IllegalArgumentException(
                    "scale_attn_weights and tie_word_embeddings must be true, anything else is not supported");
        }
        int hidden = json.integer("n_embd");
        int heads = json.integer("n_head");
        return new BackboneConfig(
                this,
                json.integer("n_layer"),
                hidden,
                heads,
                heads,
                json.integer("n_inner", Math.multiplyExact(4, hidden)),
                json.integer("vocab_size"),
                json.integer("n_positions"),
                1,
                json.number("layer_norm_epsilon", 1e-5f),
                0,
                true);
    }

    @Override
    public Map<String, long[]> tensors(BackboneConfig c) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int d = c.hidden();
        shapes.put("wte.weight", new long[] {c.vocabulary(), d});
        shapes.put("wpe.weight", new long[] {c.maxPositions(), d});
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "h." + layer + ".";
            Weights.norm(shapes, prefix + "ln_1", d);
            stored(shapes, prefix + "attn.c_attn", d, 3 * d);
            stored(shapes, prefix + "attn.c_proj", d, d);
            Weights.norm(shapes, prefix + "ln_2", d);
            stored(shapes, prefix + "mlp.c_fc", d, c.intermediate());
            stored(shapes, prefix + "mlp.c_proj", c.intermediate(), d);
        }
        Weights.norm(shapes, "ln_f", d);
        return shapes;
    }

    private static void stored(Map<String, long[]> shapes, String name, int in, int out) {
        shapes.put(name + ".weight", new long[] {in, out});
        shapes.put(name + ".bias", new long[] {out});
    }

    @Override
    public String canonical(String stored) {
        return stored.startsWith("transformer.") ? stored.substring("transformer.".length()) : stored;
    }

    @Override
    public void upload(BackboneWeights weights, Consumer<Tensor> device) {
        device.accept(weights.tensor("wte.weight"));
        device.accept(weights.tensor("wpe.weight"));
        for (int layer = 0; layer < weights.config().layers(); layer++) {
            String prefix = "h." + layer + ".";
            norm(weights, prefix + "ln_1", device);
            linear(weights, prefix + "attn.c_attn", device);
            linear(weights, prefix + "attn.c_proj", device);
            norm(weights, prefix + "ln_2", device);
            linear(weights, prefix + "mlp.c_fc", device);
            linear(weights, prefix + "mlp.c_proj", device);
        }
        norm(weights, "ln_f", device);
    }

    private static void norm(BackboneWeights weights, String module, Consumer<Tensor> device) {
        device.accept(weights.tensor(module + ".weight"));
        device.accept(weights.tensor(module + ".bias"));
    }

    private static void linear(BackboneWeights weights, String module, Consumer<Tensor> device) {
        device.accept(Weights.transposed(weights.tensor(module + ".weight")));
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
        int end = LAYOUT.firstLayer() + c.layers() * LAYOUT.perLayer();
        return new DecoderSource(
                        "    x = torch.add(torch.embedding(w[0], tokens), torch.embedding(w[1], positions))\n",
                        norm("x", "o", "o + 1", c),
                        linear.of("n", "o + 2", "o + 3"),
                        "",
                        linear.of("c", "o + 4", "o + 5"),
                        "      u = torch.gelu(" + linear.of(norm("x1", "o + 6", "o + 7", c), "o + 8", "o + 9")
                                + ", approximate=\"tanh\")\n"
                                + "      f = " + linear.of("u", "o + 10", "o + 11") + "\n",
                        norm("x", Integer.toString(end), Integer.toString(end + 1), c),
                        "torch.linear(t, w[0], None)")
                .methods(c, LAYOUT, self, linear.suffix());
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
