package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.ImageShape;
import dev.affix.prefix.tokenizer.Pixels;
import java.util.Arrays;
import java.util.Objects;

/** The oracle of vision: ViT with a prefix, in double precision and plain loops, one image at a time. */
final class NaiveVit {
    private final BackboneWeights weights;
    private final BackboneConfig c;
    /** [L, 2, H, P, h] */
    private final double[] prefix;

    private final int positions;
    private final int prefixLayers;

    /** @param prefixLayers how many layers, from the first, see the prefix */
    NaiveVit(BackboneWeights weights, double[] prefix, int prefixLayers) {
        this.weights = weights;
        this.c = weights.config();
        this.prefix = prefix;
        this.prefixLayers = prefixLayers;
        this.positions = prefix.length / (prefixLayers * 2 * c.hidden());
    }

    /** The class token's last state [d]. */
    double[] state(Pixels image) {
        double[][] x = embedded(image);
        for (int layer = 0; layer < c.layers(); layer++) {
            String m = "encoder.layer." + layer + ".";
            double[][] attended = attention(x, layer, m);
            for (int t = 0; t < x.length; t++) {
                x[t] = sum(x[t], attended[t]);
                double[] u = linear(norm(x[t], m + "layernorm_after"), m + "intermediate.dense");
                for (int i = 0; i < u.length; i++) {
                    u[i] = 0.5 * u[i] * (1 + erf(u[i] / Math.sqrt(2)));
                }
                x[t] = sum(x[t], linear(u, m + "output.dense"));
            }
        }
        return norm(x[0], "layernorm");
    }

    private double[][] embedded(Pixels image) {
        ImageShape shape = Objects.requireNonNull(c.image());
        int p = shape.patch();
        int side = shape.size() / p;
        float[] values = image.values();
        float[] kernel =
                weights.tensor("embeddings.patch_embeddings.projection.weight").data();
        float[] bias =
                weights.tensor("embeddings.patch_embeddings.projection.bias").data();
        float[] place = weights.tensor("embeddings.position_embeddings").data();
        float[] first = weights.tensor("embeddings.cls_token").data();
        double[][] x = new double[1 + side * side][c.hidden()];
        for (int i = 0; i < c.hidden(); i++) {
            x[0][i] = (double) first[i] + place[i];
            for (int row = 0; row < side; row++) {
                for (int column = 0; column < side; column++) {
                    int t = 1 + row * side + column;
                    x[t][i] = (double) bias[i] + place[t * c.hidden() + i];
                    for (int channel = 0; channel < shape.channels(); channel++) {
                        for (int dy = 0; dy < p; dy++) {
                            for (int dx = 0; dx < p; dx++) {
                                int pixel = (channel * shape.size() + row * p + dy) * shape.size() + column * p + dx;
                                x[t][i] += (double) values[pixel]
                                        * kernel[((i * shape.channels() + channel) * p + dy) * p + dx];
                            }
                        }
                    }
                }
            }
        }
        return x;
    }

    private double[][] attention(double[][] x, int layer, String module) {
        int s = x.length;
        int h = c.headDim();
        double[][] q = new double[s][];
        double[][] k = new double[s][];
        double[][] v = new double[s][];
        for (int t = 0; t < s; t++) {
            double[] n = norm(x[t], module + "layernorm_before");
            q[t] = linear(n, module + "attention.attention.query");
            k[t] = linear(n, module + "attention.attention.key");
            v[t] = linear(n, module + "attention.attention.value");
        }
        int own = layer < prefixLayers ? positions : 0;
        double[][] out = new double[s][];
        for (int t = 0; t < s; t++) {
            double[] joined = new double[c.hidden()];
            for (int head = 0; head < c.heads(); head++) {
                double[] weight = new double[own + s];
                for (int j = 0; j < own + s; j++) {
                    for (int i = 0; i < h; i++) {
                        double key = j < own ? at(layer, 0, head, j, i) : k[j - own][head * h + i];
                        weight[j] += q[t][head * h + i] * key / Math.sqrt(h);
                    }
                }
                double total = 0;
                for (int j = 0; j < weight.length; j++) {
                    weight[j] = Math.exp(weight[j]);
                    total += weight[j];
                }
                for (int j = 0; j < weight.length; j++) {
                    for (int i = 0; i < h; i++) {
                        double value = j < own ? at(layer, 1, head, j, i) : v[j - own][head * h + i];
                        joined[head * h + i] += weight[j] / total * value;
                    }
                }
            }
            out[t] = linear(joined, module + "attention.output.dense");
        }
        return out;
    }

    private double at(int layer, int side, int head, int position, int channel) {
        return prefix[(((layer * 2 + side) * c.heads() + head) * positions + position) * c.headDim() + channel];
    }

    private double[] norm(double[] x, String module) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        float[] gain = weights.tensor(module + ".weight").data();
        float[] shift = weights.tensor(module + ".bias").data();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = gain[i] * (x[i] - mean) / Math.sqrt(variance + c.layerNormEps()) + shift[i];
        }
        return y;
    }

    private double[] linear(double[] x, String module) {
        float[] weight = weights.tensor(module + ".weight").data();
        float[] bias = weights.tensor(module + ".bias").data();
        double[] y = new double[bias.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * weight[o * x.length + i];
            }
        }
        return y;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            y[i] = a[i] + b[i];
        }
        return y;
    }

    /** Its Maclaurin series (Abramowitz and Stegun 7.1.5), exact enough below 4, where erf is 1 within 2e-8. */
    private static double erf(double x) {
        if (Math.abs(x) > 4) {
            return Math.signum(x);
        }
        double term = x;
        double total = x;
        for (int n = 1; n < 120; n++) {
            term *= -x * x / n;
            total += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * total;
    }
}
