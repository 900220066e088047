package dev.affix.statistics.simulation;

import java.util.List;

/**
 * A kind of stream of paired examples: the probabilities, at each example, that only A and that only B is right.
 *
 * @param name for readers
 * @param winA of the example's number, from 0, and the stream's length
 * @param winB likewise
 */
record Scenario(String name, Chance winA, Chance winB) {
    /** A probability that may move. */
    interface Chance {
        double at(int i, int steps);
    }

    static Scenario constant(String name, double winA, double winB) {
        return new Scenario(name, (i, n) -> winA, (i, n) -> winB);
    }

    /** The same policy twice. */
    static List<Scenario> same() {
        return List.of(
                constant("A/A, 20 % discordant", 0.1, 0.1),
                constant("A/A, 4 % discordant", 0.02, 0.02),
                constant("A/A, always discordant", 0.5, 0.5),
                new Scenario(
                        "A/A, learning: 50 % discordant, then 5 %",
                        (i, n) -> 0.025 + 0.225 * Math.exp(-5.0 * i / n),
                        (i, n) -> 0.025 + 0.225 * Math.exp(-5.0 * i / n)));
    }

    /** Differences that stay or move; what is covered is the running mean. */
    static List<Scenario> drifting() {
        return List.of(
                constant("constant", 0.15, 0.1),
                new Scenario("abrupt", (i, n) -> i < n / 10 ? 0.4 : 0.05, (i, n) -> i < n / 10 ? 0.05 : 0.25),
                new Scenario("linear", (i, n) -> 0.3 - 0.25 * i / n, (i, n) -> 0.05 + 0.25 * i / n),
                new Scenario(
                        "sinusoidal",
                        (i, n) -> 0.2 + 0.2 * Math.sin(2 * Math.PI * i / 250),
                        (i, n) -> 0.2 - 0.2 * Math.sin(2 * Math.PI * i / 250)),
                new Scenario(
                        "quiet, then a burst, then a slow loss",
                        (i, n) -> i >= n / 10 && i < n / 10 + 60 ? 0.95 : 0,
                        (i, n) -> i < n / 10 ? 0 : i < n / 10 + 60 ? 0.05 : 0.02));
    }
}
