package dev.affix.inference.follow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When to try again what failed, by name: after 200 ms, then twice as long each time, up to 10 s. Not thread-safe. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Failure> failures = new HashMap<>();

    private record Failure(int count, Instant retryAt) {}

    Backoff(Clock clock) {
        this.clock = clock;
    }

    /** Returns whether it may be tried now. */
    boolean due(String name) {
        Failure failure = failures.get(name);
        return failure == null || !clock.instant().isBefore(failure.retryAt);
    }

    /** It failed; returns how long it waits now. */
    Duration failed(String name) {
        Failure earlier = failures.get(name);
        int count = earlier == null ? 0 : earlier.count + 1;
        Duration wait = FIRST.multipliedBy(1L << Math.min(count, 16));
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        failures.put(name, new Failure(count, clock.instant().plus(wait)));
        return wait;
    }

    /** It is over, well or badly. */
    void forget(String name) {
        failures.remove(name);
    }
}
