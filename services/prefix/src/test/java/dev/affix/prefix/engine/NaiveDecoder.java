package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.Tensor;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Arrays;

/**
 * The oracle of decoders: Llama and GPT-2 with a prefix, in double precision and plain loops, straight from the definitions. One text
 * at a time, without padding, mask or cache; weights by their Hugging Face names.
 */
final class NaiveDecoder {
    private final BackboneWeights weights;
    private final BackboneConfig c;
    private final boolean llama;
    /** [L, 2, G, P, h] */
    private final double[] prefix;

    private final int positions;
    private final int first;

    NaiveDecoder(BackboneWeights weights, double[] prefix, int first) {
        this.weights = weights;
        this.c = weights.config();
        this.llama = c.architecture().modelType().equals("llama");
        this.prefix = prefix;
        this.positions = prefix.length / c.valuesPerPosition();
        this.first = first;
    }

    /** The last token's state [d]. */
    double[] last(Tokens text) {
        int s = text.length();
        double[][] x = new double[s][];
        for (int t = 0; t < s; t++) {
            x[t] = row(llama ? "model.embed_tokens.weight" : "wte.weight", text.id(t));
            if (!llama) {
                x[t] = sum(x[t], row("wpe.weight", first + t));
            }
        }
        for (int layer = 0; layer < c.layers(); layer++) {
            double[][] attended = attention(x, layer);
            for (int t = 0; t < s; t++) {
                x[t] = sum(x[t], attended[t]);
                x[t] = sum(x[t], feedForward(x[t], layer));
            }
        }
        return llama ? rms(x[s - 1], "model.norm") : norm(x[s - 1], "ln_f");
    }

    /** Logits of the token after the text [V]. */
    double[] next(Tokens text) {
        Tensor table = weights.tensor(
                llama ? c.tiedVocabulary() ? "model.embed_tokens.weight" : "lm_head.weight" : "wte.weight");
        return product(table, last(text), false);
    }

    private double[][] attention(double[][] x, int layer) {
        int s = x.length;
        int h = c.headDim();
        double[][] q = new double[s][];
        double[][] k = new double[s][];
        double[][] v = new double[s][];
        for (int t = 0; t < s; t++) {
            if (llama) {
                String m = "model.layers." + layer + ".";
                double[] n = rms(x[t], m + "input_layernorm");
                q[t] = rotated(product(weights.tensor(m + "self_attn.q_proj.weight"), n, false), first + t);
                k[t] = rotated(product(weights.tensor(m + "self_attn.k_proj.weight"), n, false), first + t);
                v[t] = product(weights.tensor(m + "self_attn.v_proj.weight"), n, false);
            } else {
                double[] all = linear(norm(x[t], "h." + layer + ".ln_1"), "h." + layer + ".attn.c_attn");
                q[t] = Arrays.copyOfRange(all, 0, c.hidden());
                k[t] = Arrays.copyOfRange(all, c.hidden(), 2 * c.hidden());
                v[t] = Arrays.copyOfRange(all, 2 * c.hidden(), 3 * c.hidden());
            }
        }
        double[][] out = new double[s][];
        for (int t = 0; t < s; t++) {
            double[] joined = new double[c.hidden()];
            for (int head = 0; head < c.heads(); head++) {
                int group = head / (c.heads() / c.keyValueHeads());
                int seen = positions + t + 1;
                double[] score = new double[seen];
                for (int j = 0; j < seen; j++) {
                    for (int i = 0; i < h; i++) {
                        double key =
                                j < positions ? prefix[index(layer, 0, group, j, i)] : k[j - positions][group * h + i];
                        score[j] += q[t][head * h + i] * key / Math.sqrt(h);
                    }
                }
                double max = Arrays.stream(score).max().orElseThrow();
                double total = Arrays.stream(score).map(z -> Math.exp(z - max)).sum();
                for (int j = 0; j < seen; j++) {
                    double weight = Math.exp(score[j] - max) / total;
                    for (int i = 0; i < h; i++) {
                        joined[head * h + i] += weight
                                * (j < positions
                                        ? prefix[index(layer, 1, group, j, i)]
                                        : v[j - positions][group * h + i]);
                    }
                }
            }
            out[t] = llama
                    ? product(weights.tensor("model.layers." + layer + ".self_attn.o_proj.weight"), joined, false)
                    : linear(joined, "h." + layer + ".attn.c_proj");
        }
        return out;
    }

    private int index(int layer, int side, int group, int position, int channel) {
        return (((layer * 2 + side) * c.keyValueHeads() + group) * positions + position) * c.headDim() + channel;
    }

    private double[] feedForward(double[] x, int layer) {
        if (llama) {
            String m = "model.layers." + layer + ".";
            double[] n = rms(x, m + "post_attention_layernorm");
            double[] gate = product(weights.tensor(m + "mlp.gate_proj.weight"), n, false);
            double[] up = product(weights.tensor(m + "mlp.up_proj.weight"), n, false);
            for (int i = 0; i < gate.length; i++) {
                up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
            }
            return product(weights.tensor(m + "mlp.down_proj.weight"), up, false);
        }
        double[] u = linear(norm(x, "h." + layer + ".ln_2"), "h." + layer + ".mlp.c_fc");
        for (int i = 0; i < u.length; i++) {
            u[i] = 0.5 * u[i] * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u[i] + 0.044715 * u[i] * u[i] * u[i])));
        }
        return linear(u, "h." + layer + ".mlp.c_proj");
    }

    /** Each pair (c, c + h/2) turned by position * theta^(-2c/h). */
    private double[] rotated(double[] x, int position) {
        int h = c.headDim();
        double[] turned = new double[x.length];
        for (int head = 0; head < x.length / h; head++) {
            for (int i = 0; i < h / 2; i++) {
                double angle = position / Math.pow(c.ropeTheta(), 2.0 * i / h);
                double a = x[head * h + i];
                double b = x[head * h + i + h / 2];
                turned[head * h + i] = a * Math.cos(angle) - b * Math.sin(angle);
                turned[head * h + i + h / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return turned;
    }

    private double[] rms(double[] x, String module) {
        double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
        double[] gain = row(module + ".weight", 0);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = gain[i] * x[i] / Math.sqrt(square + c.layerNormEps());
        }
        return y;
    }

    private double[] norm(double[] x, String module) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] gain = row(module + ".weight", 0);
        double[] shift = row(module + ".bias", 0);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = gain[i] * (x[i] - mean) / Math.sqrt(variance + c.layerNormEps()) + shift[i];
        }
        return y;
    }

    /** GPT-2's: weights [in, out]. */
    private double[] linear(double[] x, String module) {
        return sum(product(weights.tensor(module + ".weight"), x, true), row(module + ".bias", 0));
    }

    private static double[] product(Tensor weight, double[] x, boolean inFirst) {
        int out = (int) weight.shape()[inFirst ? 1 : 0];
        double[] y = new double[out];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * weight.data()[inFirst ? i * out + o : o * x.length + i];
            }
        }
        return y;
    }

    /** A row of a matrix, or a whole vector. */
    private double[] row(String name, int row) {
        Tensor tensor = weights.tensor(name);
        int width = (int) tensor.shape()[tensor.shape().length - 1];
        double[] values = new double[width];
        for (int i = 0; i < width; i++) {
            values[i] = tensor.data()[row * width + i];
        }
        return values;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            y[i] = a[i] + b[i];
        }
        return y;
    }
}
