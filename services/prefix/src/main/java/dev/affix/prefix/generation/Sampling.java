package dev.affix.prefix.generation;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How a token is chosen of its logits.
 *
 * @param temperature what logits are divided by; 0 takes the likeliest token
 * @param topP tokens are drawn from the smallest set of likeliest ones whose probabilities sum to at least this: nucleus sampling
 *     (Holtzman et al., arXiv 1904.09751)
 */
public record Sampling(double temperature, double topP) {
    /** Always the likeliest token; of equals the first. */
    public static final Sampling GREEDY = new Sampling(0, 1);

    public Sampling {
        if (!(temperature >= 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("temperature must be 0 or more, is " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1, is " + topP);
        }
    }

    /** Chooses a token's id; the generator is used only above temperature 0. */
    public int choose(float[] logits, SplittableRandom random) {
        if (temperature == 0) {
            int best = 0;
            for (int id = 1; id < logits.length; id++) {
                if (logits[id] > logits[best]) {
                    best = id;
                }
            }
            return best;
        }
        double[] probability = probabilities(logits);
        int[] likeliest = candidates(probability);
        int kept = 0;
        double mass = 0;
        while (kept < likeliest.length && mass < topP) {
            mass += probability[likeliest[kept++]];
        }
        double drawn = random.nextDouble() * mass;
        for (int i = 0; i < kept - 1; i++) {
            drawn -= probability[likeliest[i]];
            if (drawn < 0) {
                return likeliest[i];
            }
        }
        return likeliest[kept - 1];
    }

    /**
     * Ids that can be in the nucleus, likeliest first. Those of less than (1 - p) / V weigh less than 1 - p together: without them at
     * least p is left.
     */
    private int[] candidates(double[] probability) {
        double least = (1 - topP) / probability.length;
        return IntStream.range(0, probability.length)
                .filter(id -> probability[id] >= least)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -probability[id]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double[] probabilities(float[] logits) {
        double max = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        double[] weights = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp((logits[i] - max) / temperature);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
