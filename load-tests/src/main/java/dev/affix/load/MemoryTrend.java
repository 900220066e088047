package dev.affix.load;

import dev.affix.lab.study.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Memory over time: growth from the first quarter after warm-up to the last. Not thread-safe. */
public final class MemoryTrend {
    private final List<Sample> samples = new ArrayList<>();

    /**
     * Memory at one moment.
     *
     * @param seconds since the start
     * @param resident bytes of the process in memory
     * @param heap bytes of the Java heap in use after a collection
     */
    public record Sample(double seconds, double resident, double heap) {}

    /** Adds a sample, later than those before. */
    public void add(Sample sample) {
        samples.add(sample);
    }

    /** Returns all samples. */
    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Returns the growth of resident memory as a share: of the median of the last quarter over that of the first. */
    public double residentGrowth(double warmUpSeconds) {
        return growth(
                warmUpSeconds, samples.stream().mapToDouble(Sample::resident).toArray());
    }

    /** Returns the growth of the heap, likewise. */
    public double heapGrowth(double warmUpSeconds) {
        return growth(warmUpSeconds, samples.stream().mapToDouble(Sample::heap).toArray());
    }

    private double growth(double warmUpSeconds, double[] values) {
        int from = (int) samples.stream()
                .filter(sample -> sample.seconds < warmUpSeconds)
                .count();
        int quarter = (values.length - from) / 4;
        if (quarter < 1) {
            throw new IllegalStateException(
                    values.length - from + " samples after warm-up are too few; run for longer");
        }
        Spread first = Spread.of(Arrays.copyOfRange(values, from, from + quarter));
        Spread last = Spread.of(Arrays.copyOfRange(values, values.length - quarter, values.length));
        return last.median() / first.median() - 1;
    }
}
