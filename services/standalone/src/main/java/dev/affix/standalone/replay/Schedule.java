package dev.affix.standalone.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When each record is sent, decided before anything is sent (open loop): request i at i / rate, whatever the system's
 * state; its label a random delay later.
 *
 * @param sends the records, by time
 */
public record Schedule(List<Send> sends) {
    private static final double NANOS_PER_SECOND = 1e9;

    public Schedule {
        sends = List.copyOf(sends);
    }

    /**
     * Plans a replay.
     *
     * @param unlabelled indices whose request was sent by an earlier run, but not their label
     * @param fresh indices to send, in this order
     * @param rate requests per second; infinite for all at once
     */
    public static Schedule of(List<Integer> unlabelled, List<Integer> fresh, double rate, LabelDelays delays) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("rate is " + rate + "; it must be positive");
        }
        List<Send> sends = new ArrayList<>();
        for (int index : unlabelled) {
            sends.add(new Send(delays.of(index).toNanos(), Send.Kind.LABEL, index));
        }
        for (int i = 0; i < fresh.size(); i++) {
            int index = fresh.get(i);
            long at = Math.round(i * NANOS_PER_SECOND / rate);
            sends.add(new Send(at, Send.Kind.REQUEST, index));
            sends.add(new Send(at + delays.of(index).toNanos(), Send.Kind.LABEL, index));
        }
        // Stable: a label with no delay stays behind its request.
        sends.sort(Comparator.comparingLong(Send::atNanos));
        return new Schedule(sends);
    }

    /** Returns how long the replay takes, in nanoseconds. */
    public long nanos() {
        return sends.isEmpty() ? 0 : sends.get(sends.size() - 1).atNanos();
    }
}
