package dev.affix.prefix.generation;

import java.util.Arrays;
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
        int[] likeliest = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -probability[id]))
                .mapToInt(Integer::intValue)
                .toArray();
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

    private double[] probabilities(float[] logits) {
        double max = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .max()
                .orElseThrow();
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp((logits[i] - max) / temperature))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }
}
