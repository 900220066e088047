package dev.affix.statistics.simulation;

/**
 * What to simulate.
 *
 * @param streams streams of each scenario, at least 1
 * @param steps examples of each, at least 100
 * @param alpha level, in (0, 0.5]
 * @param seed of everything; the same seed gives the same report, whatever the number of threads
 * @param threads at the most
 */
public record Options(int streams, int steps, double alpha, long seed, int threads) {
    /** Two thousand streams of five thousand examples: about a minute on two cores. */
    public static final Options FULL =
            new Options(2_000, 5_000, 0.05, 20_261_123, Runtime.getRuntime().availableProcessors());

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Options {
        if (streams < 1 || steps < 100 || threads < 1) {
            throw new IllegalArgumentException("streams and threads must be at least 1 and steps at least 100, got "
                    + streams + ", " + threads + " and " + steps);
        }
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw new IllegalArgumentException("alpha must be in (0, 0.5], got " + alpha);
        }
    }
}
