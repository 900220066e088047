package dev.affix.standalone.process;

import java.time.Duration;

/**
 * When a child that ended by itself is started again.
 *
 * @param mostQuickFailures this many failures in a row, each soon after a start, are final
 * @param quick how soon is soon
 * @param firstPause pause before the first restart; doubles with each quick failure in a row
 * @param longestPause at most
 */
public record RestartPolicy(int mostQuickFailures, Duration quick, Duration firstPause, Duration longestPause) {
    /** Five failures within 30 s of a start each; pauses from half a second to 8 s. */
    public static final RestartPolicy DEFAULT =
            new RestartPolicy(5, Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(8));

    /** Returns the number of quick failures in a row, after one more that came this long after its start. */
    int quickFailures(int before, Duration uptime) {
        return uptime.compareTo(quick) < 0 ? before + 1 : 1;
    }

    /** Returns whether these were too many. */
    boolean isFinal(int quickFailures) {
        return quickFailures >= mostQuickFailures;
    }

    /** Returns how long to wait before the next start. */
    Duration pause(int quickFailures) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(20, Math.max(0, quickFailures - 1)));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
