package dev.affix.metrics.join;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** State in memory, with what it holds added up anew. */
public final class MemoryJoinState implements JoinState {
    private final Map<String, Entry> entries = new HashMap<>();
    private final NavigableSet<Deadline> waiting = new TreeSet<>();
    private final NavigableSet<Deadline> done = new TreeSet<>();
    private final TreeMap<Long, Slot> slots = new TreeMap<>();
    private final Map<String, Counting> counts = new HashMap<>();
    private long bytes;

    private record Deadline(long time, String id) implements Comparable<Deadline> {
        private static final Comparator<Deadline> ORDER =
                Comparator.comparingLong(Deadline::time).thenComparing(Deadline::id);

        @Override
        public int compareTo(Deadline other) {
            return ORDER.compare(this, other);
        }
    }

    private NavigableSet<Deadline> deadlines(Entry entry) {
        return entry instanceof Entry.Closed ? done : waiting;
    }

    /** Returns the bytes of what is there. */
    public long measured() {
        long entryBytes = entries.entrySet().stream()
                .mapToLong(entry -> entry.getValue().size(entry.getKey()))
                .sum();
        return entryBytes + slots.values().stream().mapToLong(Slot::size).sum();
    }

    @Override
    public @Nullable Entry entry(String requestId) {
        return entries.get(requestId);
    }

    @Override
    public void replace(String requestId, @Nullable Entry old, @Nullable Entry entry) {
        if (old != null) {
            deadlines(old).remove(new Deadline(old.deadline(), requestId));
            entries.remove(requestId);
        }
        if (entry != null) {
            deadlines(entry).add(new Deadline(entry.deadline(), requestId));
            entries.put(requestId, entry);
        }
    }

    @Override
    public @Nullable String due(long time) {
        return before(waiting, time) ? waiting.first().id() : null;
    }

    @Override
    public long forget(long time) {
        if (!before(done, time)) {
            return -1;
        }
        String id = done.first().id();
        Entry entry = Objects.requireNonNull(entries.get(id));
        replace(id, entry, null);
        return entry.size(id);
    }

    private static boolean before(NavigableSet<Deadline> deadlines, long time) {
        return !deadlines.isEmpty() && deadlines.first().time() < time;
    }

    @Override
    public @Nullable String oldest(boolean ofDone) {
        NavigableSet<Deadline> kind = ofDone ? done : waiting;
        return kind.isEmpty() ? null : kind.first().id();
    }

    @Override
    public void putSlot(long offset, Slot slot) {
        slots.put(offset, slot);
    }

    @Override
    public @Nullable Slot slot(long offset) {
        return slots.get(offset);
    }

    @Override
    public void removeFirstSlot() {
        slots.pollFirstEntry();
    }

    @Override
    public long firstSlot() {
        return slots.isEmpty() ? -1 : slots.firstKey();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void putBytes(long remembered) {
        bytes = remembered;
    }

    @Override
    public Counting counts(String scope) {
        return counts.computeIfAbsent(scope, key -> new Counting(Counts.NONE));
    }
}
