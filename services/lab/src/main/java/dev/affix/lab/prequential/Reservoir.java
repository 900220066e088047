package dev.affix.lab.prequential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A uniform sample of what was seen so far, of bounded size (Vitter, ACM TOMS 11, 1985, algorithm R).
 *
 * @param <T> what is kept
 */
final class Reservoir<T> {
    private final int capacity;
    private final SplittableRandom random;
    private final List<T> kept = new ArrayList<>();
    private long seen;

    Reservoir(int capacity, long seed) {
        this.capacity = capacity;
        this.random = new SplittableRandom(seed);
    }

    void add(T item) {
        seen++;
        if (kept.size() < capacity) {
            kept.add(item);
        } else {
            long at = random.nextLong(seen);
            if (at < capacity) {
                kept.set((int) at, item);
            }
        }
    }

    /** Draws some, with replacement; none if nothing is kept. */
    List<T> draw(int count) {
        List<T> drawn = new ArrayList<>();
        for (int i = 0; i < count && !kept.isEmpty(); i++) {
            drawn.add(kept.get(random.nextInt(kept.size())));
        }
        return drawn;
    }

    List<T> kept() {
        return List.copyOf(kept);
    }
}
