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
 * Llama (Touvron et al., arXiv 2302.13971 and 2307.09288): RMSNorm, rotary positions, SwiGLU, grouped queries, no biases. Names are
 * Hugging Face's. Rotary positions pair channel c of a head with c + h/2, as Hugging Face's; prefix keys are not rotated, as in PEFT.
 *
 * <p>In {@code w}: token embedding, cosine and sine tables [positions, h]; then 6 per layer: RMSNorm, fused query-key-value
 * [(H + 2G) h, d], attention output, RMSNorm, fused gate and up [2f, d], down; then the last RMSNorm and, where not tied, the
 * vocabulary's weight.
 */
final class Llama implements Architecture {
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String NORM = "model.norm.weight";
    private static final String HEAD = "lm_head.weight";
    private static final Layout LAYOUT = new Layout(3, 6, 1, false);

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public boolean decoder() {
        return true;
    }

    @Override
    public BackboneConfig config(ConfigJson json) {
        json.requireText("hidden_act", "silu", false);
        json.requireFalse("attention_bias");
        json.requireFalse("mlp_bias");
        json.requireNull("rope_scaling");
        json.requireNull("sliding_window");
        int hidden = json.integer("hidden_size");
        int heads = json.integer("num_attention_heads");
        int headDim = json.integer("head_dim", heads > 0 ? hidden / heads : 1);
        if ((long) headDim * heads != hidden) {
            throw new IllegalArgumentException("head_dim " + headDim + " times num_attention_heads " + heads
                    + " is not hidden_size " + hidden + ", which is not supported");
        }
        return new BackboneConfig(
                this,
                json.integer("num_hidden_layers"),
                hidden,
                heads,
                json.integer("num_key_value_heads", heads),
                json.integer("intermediate_size"),
                json.integer("vocab_size"),
                json.integer("max_position_embeddings"),
                1,
                json.number("rms_norm_eps", 1e-6f),
                json.ropeTheta(),
                json.flag("tie_word_embeddings", false));
    }

    @Override
    public Map<String, long[]> tensors(BackboneConfig c) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int d = c.hidden();
        int kv = c.keyValueWidth();
        shapes.put(EMBEDDING, new long[] {c.vocabulary(), d});
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = prefix(layer);
            shapes.put(prefix + "input_layernorm.weight", new long[] {d});
            shapes.put(prefix + "self_attn.q_proj.weight", new long[] {d, d});
            shapes.put(prefix + "self_attn.k_proj.weight", new long[] {kv, d});
            shapes.put(prefix + "self_attn.v_proj.weight", new long[] {kv, d});
            shapes.put(prefix + "self_attn.o_proj.weight", new long[] {d, d});
            shapes.put(prefix + "post_attention_layernorm.weight", new long[] {d});
            shapes.put(prefix + "mlp.gate_proj.weight", new long[] {c.intermediate(), d});
            shapes.put(prefix + "mlp.up_proj.weight", new long[] {c.intermediate(), d});
            shapes.put(prefix + "mlp.down_proj.weight", new long[] {d, c.intermediate()});
        }
        shapes.put(NORM, new long[] {d});
        if (!c.tiedVocabulary()) {
            shapes.put(HEAD, new long[] {c.vocabulary(), d});
        }
        return shapes;
    }

    /** A model saved without its language head has no {@code model.} in front. */
    @Override
    public String canonical(String stored) {
        return stored.startsWith("model.") || stored.equals(HEAD) ? stored : "model." + stored;
    }

    @Override
    public void upload(BackboneWeights weights, Consumer<Tensor> device) {
        BackboneConfig c = weights.config();
        device.accept(weights.tensor(EMBEDDING));
        device.accept(rotary(c, false));
        device.accept(rotary(c, true));
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = prefix(layer);
            device.accept(weights.tensor(prefix + "input_layernorm.weight"));
            device.accept(Weights.stacked(List.of(
                    weights.tensor(prefix + "self_attn.q_proj.weight"),
                    weights.tensor(prefix + "self_attn.k_proj.weight"),
                    weights.tensor(prefix + "self_attn.v_proj.weight"))));
            device.accept(weights.tensor(prefix + "self_attn.o_proj.weight"));
            device.accept(weights.tensor(prefix + "post_attention_layernorm.weight"));
            device.accept(Weights.stacked(List.of(
                    weights.tensor(prefix + "mlp.gate_proj.weight"), weights.tensor(prefix + "mlp.up_proj.weight"))));
            device.accept(weights.tensor(prefix + "mlp.down_proj.weight"));
        }
        device.accept(weights.tensor(NORM));
        if (!c.tiedVocabulary()) {
            device.accept(weights.tensor(HEAD));
        }
    }

    private static String prefix(int layer) {
        return "model.layers." + layer + ".";
    }

    /** Cosine or sine of position times theta^(-2i/h) for channels i and i + h/2: arXiv 2104.09864, equation 15. */
    private static Tensor rotary(BackboneConfig c, boolean sine) {
        int h = c.headDim();
        float[] values = new float[c.maxPositions() * h];
        for (int position = 0; position < c.maxPositions(); position++) {
            for (int channel = 0; channel < h; channel++) {
                double angle = position * Math.pow(c.ropeTheta(), -2.0 * (channel % (h / 2)) / h);
                values[position * h + channel] = (float) (sine ? Math.sin(angle) : Math.cos(angle));
            }
        }
        return new Tensor(values, c.maxPositions(), h);
    }

    @Override
    public Layout layout(BackboneConfig config) {
        return LAYOUT;
    }

    @Override
    public String inputNormalization(BackboneConfig config) {
        return "      x = " + rms("x", "o", config) + "\n";
    }

    @Override
    public String source(BackboneConfig c, String self, Linear linear) {
        int f = c.intermediate();
        int h = c.headDim();
        int end = LAYOUT.firstLayer() + c.layers() * LAYOUT.perLayer();
        String rotated =
                "      %1$s = torch.add(torch.mul(%1$s, cos), torch.mul(torch.cat([torch.neg(torch.slice(%1$s, 3, "
                        + h / 2 + ", " + h + ")), torch.slice(%1$s, 3, 0, " + h / 2 + ")], 3), sin))\n";
        return new DecoderSource(
                        """
                            x = torch.embedding(w[0], tokens)
                            cos = torch.unsqueeze(torch.embedding(w[1], positions), 1)
                            sin = torch.unsqueeze(torch.embedding(w[2], positions), 1)
                        """,
                        rms("x", "o", c),
                        linear.of("n", "o + 1", null),
                        rotated.formatted("q") + rotated.formatted("k"),
                        linear.of("c", "o + 2", null),
                        "      gu = " + linear.of(rms("x1", "o + 3", c), "o + 4", null) + "\n"
                                + "      f = "
                                + linear.of(
                                        "torch.mul(torch.silu(torch.slice(gu, 2, 0, " + f + ")), torch.slice(gu, 2, "
                                                + f + ", " + 2 * f + "))",
                                        "o + 5",
                                        null)
                                + "\n",
                        rms("x", Integer.toString(end), c),
                        c.tiedVocabulary()
                                ? "torch.linear(t, w[0], None)"
                                : linear.of("t", Integer.toString(end + 1), null))
                .methods(c, LAYOUT, self, linear.suffix());
    }

    private static String rms(String x, String weight, BackboneConfig c) {
        return "torch.mul(w[" + weight + "], torch.mul(" + x + ", torch.rsqrt(torch.add(torch.mean(torch.mul(" + x
                + ", " + x + "), [-1], True), " + Double.toString(c.layerNormEps()) + "))))";
    }

    @Override
    public String toString() {
        return modelType();
    }
}
