package dev.affix.prefix.backbone.architecture;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.ConfigJson;
import dev.affix.prefix.backbone.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * BERT (Devlin et al., arXiv 1810.04805): normalization after each block, learned absolute positions, texts read as the mean over their
 * tokens. Names are Hugging Face's, without {@code bert.}, pooler and head.
 *
 * <p>In {@code w}: word, position and type embeddings, embedding layer norm (2), then 12 per layer: fused query-key-value weight
 * [3d, d] and bias, attention output weight and bias, layer norm (2), intermediate weight and bias, output weight and bias, layer
 * norm (2).
 */
final class Bert implements Architecture {
    private static final String NORM = "LayerNorm";

    @Override
    public String modelType() {
        return "bert";
    }

    @Override
    public boolean decoder() {
        return false;
    }

    @Override
    public BackboneConfig config(ConfigJson json) {
        json.requireText("hidden_act", "gelu", false);
        json.requireText("position_embedding_type", "absolute", true);
        json.requireFalse("is_decoder");
        return new BackboneConfig(
                json.integer("num_hidden_layers"),
                json.integer("hidden_size"),
                json.integer("num_attention_heads"),
                json.integer("intermediate_size"),
                json.integer("vocab_size"),
                json.integer("max_position_embeddings"),
                json.integer("type_vocab_size", 2),
                json.number("layer_norm_eps", 1e-12f));
    }

    @Override
    public Map<String, long[]> tensors(BackboneConfig c) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int d = c.hidden();
        shapes.put("embeddings.word_embeddings.weight", new long[] {c.vocabulary(), d});
        shapes.put("embeddings.position_embeddings.weight", new long[] {c.maxPositions(), d});
        shapes.put("embeddings.token_type_embeddings.weight", new long[] {c.typeVocabulary(), d});
        Weights.norm(shapes, "embeddings." + NORM, d);
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "encoder.layer." + layer + ".";
            Weights.linear(shapes, prefix + "attention.self.query", d, d);
            Weights.linear(shapes, prefix + "attention.self.key", d, d);
            Weights.linear(shapes, prefix + "attention.self.value", d, d);
            Weights.linear(shapes, prefix + "attention.output.dense", d, d);
            Weights.norm(shapes, prefix + "attention.output." + NORM, d);
            Weights.linear(shapes, prefix + "intermediate.dense", c.intermediate(), d);
            Weights.linear(shapes, prefix + "output.dense", d, c.intermediate());
            Weights.norm(shapes, prefix + "output." + NORM, d);
        }
        return shapes;
    }

    /** A task model has {@code bert.} in front; old checkpoints have {@code gamma} and {@code beta}. */
    @Override
    public String canonical(String stored) {
        String name = stored.startsWith("bert.") ? stored.substring("bert.".length()) : stored;
        if (name.endsWith(NORM + ".gamma")) {
            return name.substring(0, name.length() - "gamma".length()) + "weight";
        }
        if (name.endsWith(NORM + ".beta")) {
            return name.substring(0, name.length() - "beta".length()) + "bias";
        }
        return name;
    }

    @Override
    public void upload(BackboneWeights weights, Consumer<Tensor> device) {
        device.accept(weights.tensor("embeddings.word_embeddings.weight"));
        device.accept(weights.tensor("embeddings.position_embeddings.weight"));
        device.accept(weights.tensor("embeddings.token_type_embeddings.weight"));
        both(weights, "embeddings." + NORM, device);
        for (int layer = 0; layer < weights.config().layers(); layer++) {
            String prefix = "encoder.layer." + layer + ".";
            String self = prefix + "attention.self.";
            for (String kind : List.of(".weight", ".bias")) {
                device.accept(Weights.stacked(List.of(
                        weights.tensor(self + "query" + kind),
                        weights.tensor(self + "key" + kind),
                        weights.tensor(self + "value" + kind))));
            }
            both(weights, prefix + "attention.output.dense", device);
            both(weights, prefix + "attention.output." + NORM, device);
            both(weights, prefix + "intermediate.dense", device);
            both(weights, prefix + "output.dense", device);
            both(weights, prefix + "output." + NORM, device);
        }
    }

    private static void both(BackboneWeights weights, String module, Consumer<Tensor> device) {
        device.accept(weights.tensor(module + ".weight"));
        device.accept(weights.tensor(module + ".bias"));
    }

    @Override
    public Layout layout(BackboneConfig config) {
        return new Layout(5, 12, 0, true);
    }

    @Override
    public String inputNormalization(BackboneConfig config) {
        return "";
    }

    /**
     * Hidden states [B, S, d] and their mean over real tokens [B, d]. Of a single text's time much is the calls themselves, so masks are
     * made once for all layers, keys and values are joined with the prefix in one call, and residuals are added in place.
     */
    @Override
    public String source(BackboneConfig c, String self, Linear linear) {
        String eps = Double.toString(c.layerNormEps());
        String norm = ", [" + c.hidden() + "], w[%s], w[%s], " + eps + ")";
        String suffix = linear.suffix();
        String arguments = "(self: " + self
                + ", w: List[Tensor], prefix: Tensor, pmask: Tensor, ids: Tensor, mask: Tensor) -> Tensor:\n";
        String prefixed = "[2, B, " + c.heads() + ", P, " + c.headDim() + "]";
        return "  def encode" + suffix + arguments
                + "    B = torch.size(ids, 1)\n"
                + "    S = torch.size(ids, 2)\n"
                + "    P = torch.size(prefix, 4)\n"
                + "    e = torch.add(torch.embedding(w[0], torch.select(ids, 0, 0)),"
                + " torch.embedding(w[1], torch.select(ids, 0, 1)))\n"
                + "    x = torch.layer_norm(torch.add(e, torch.select(w[2], 0, 0))" + norm.formatted("3", "4") + "\n"
                + "    full = torch.cat([torch.expand(pmask, [B, " + c.layers() + ", P]),"
                + " torch.expand(torch.unsqueeze(mask, 1), [B, " + c.layers() + ", S])], 2)\n"
                + "    m0 = torch.masked_fill(torch.zeros_like(full), torch.eq(full, 0.), -1.0e30)\n"
                + "    ms = torch.expand(torch.reshape(torch.transpose(m0, 0, 1), [" + c.layers()
                + ", B, 1, 1, P + S]), ["
                + c.layers() + ", B, 1, S, P + S])\n"
                + "    for i in range(" + c.layers() + "):\n"
                + "      o = 5 + i * 12\n"
                + "      qkv = torch.permute(torch.reshape(" + linear.of("x", "o", "o + 1") + ", [B, S, 3, "
                + c.heads() + ", " + c.headDim() + "]), [2, 0, 3, 1, 4])\n"
                + "      kv = torch.cat([torch.expand(torch.select(prefix, 0, i), " + prefixed
                + "), torch.slice(qkv, 0, 1, 3)], 3)\n"
                + "      a = torch.scaled_dot_product_attention(torch.select(qkv, 0, 0), torch.select(kv, 0, 0),"
                + " torch.select(kv, 0, 1), torch.select(ms, 0, i), 0., False)\n"
                + "      c = torch.reshape(torch.transpose(a, 1, 2), [B, S, " + c.hidden() + "])\n"
                + "      x1 = torch.layer_norm(torch.add_(" + linear.of("c", "o + 2", "o + 3") + ", x)"
                + norm.formatted("o + 4", "o + 5") + "\n"
                + "      f = " + linear.gelu("x1", "o + 6", "o + 7") + "\n"
                + "      x = torch.layer_norm(torch.add_(" + linear.of("f", "o + 8", "o + 9") + ", x1)"
                + norm.formatted("o + 10", "o + 11") + "\n"
                + "    return x\n"
                + "  def pooled" + suffix + arguments
                + "    x = (self).encode" + suffix + "(w, prefix, pmask, ids, mask)\n"
                + "    mu = torch.unsqueeze(mask, -1)\n"
                + "    return torch.div(torch.sum(torch.mul(x, mu), [1]), torch.sum(mu, [1]))\n";
    }

    @Override
    public String toString() {
        return modelType();
    }
}
