package dev.affix.inference.roster;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The current roster, and the versions that must stay resident.
 *
 * <p>Guarantee: a version named by a roster stays resident until that roster is neither current nor leased. A swap waits
 * for nobody, and nobody waits for a swap. Thread-safe.
 */
public final class Rosters {
    private final Supplier<Set<String>> residents;
    private final Consumer<String> evict;
    private final Set<Lease> leases = new HashSet<>();
    /** Digests that only earlier rosters name. */
    private final Set<String> retired = new HashSet<>();
    /** Versions that calls have named and no roster need name, least recently used first, with how many calls use each. */
    private final Map<String, Integer> guests = new LinkedHashMap<>(16, 0.75f, true);
    /** Digests that the next roster will name. */
    private final Set<String> pinned = new HashSet<>();

    private Roster current = Roster.EMPTY;

    /**
     * Creates one with an empty roster.
     *
     * @param residents digests of the resident versions
     * @param evict called with each digest that nothing needs any more
     */
    public Rosters(Supplier<Set<String>> residents, Consumer<String> evict) {
        this.residents = residents;
        this.evict = evict;
    }

    /** Returns the current roster, for looking only: to answer with it, lease it. */
    public synchronized Roster current() {
        return current;
    }

    /** Returns the current roster with the promise that its versions stay resident until the lease is closed. */
    public synchronized Lease lease() {
        Lease lease = new Lease(current);
        leases.add(lease);
        return lease;
    }

    /** Keeps a version resident until the next {@link #replace}: call it before loading what that roster will name. */
    public synchronized void pin(String digest) {
        pinned.add(digest);
    }

    /** Keeps a version resident until the stay is closed, and after it for as long as there is room: call it before loading. */
    public synchronized Stay stay(String digest) {
        guests.merge(digest, 1, Integer::sum);
        return new Stay(digest);
    }

    /**
     * Lets go of one version that only calls of the past have named, the one whose last call is the longest ago.
     *
     * @return false if there is none
     */
    public synchronized boolean makeRoom() {
        Set<String> needed = needed();
        for (Map.Entry<String, Integer> guest : List.copyOf(guests.entrySet())) {
            String digest = guest.getKey();
            if (guest.getValue() == 0) {
                guests.remove(digest);
                if (!needed.contains(digest) && residents.get().contains(digest)) {
                    retired.remove(digest);
                    evict.accept(digest);
                    return true;
                }
            }
        }
        return false;
    }

    private synchronized void end(Stay stay) {
        if (!stay.ended) {
            stay.ended = true;
            int left = guests.merge(stay.digest, -1, Integer::sum);
            if (left == 0 && !residents.get().contains(stay.digest)) {
                // It was refused or could not be had: nothing to remember.
                guests.remove(stay.digest);
            }
        }
    }

    /**
     * Makes a roster the current one; versions that only older rosters name leave as soon as their leases are closed.
     *
     * @throws IllegalStateException if it names a version that is not resident
     */
    public synchronized void replace(Roster next) {
        if (!residents.get().containsAll(next.digests())) {
            throw new IllegalStateException("The roster names versions that are not resident");
        }
        retired.addAll(current.digests());
        retired.addAll(pinned);
        pinned.clear();
        current = next;
        evictUnused();
        notifyAll();
    }

    /**
     * Waits until some experiment can answer.
     *
     * @return false if the time passed before that
     */
    public synchronized boolean awaitAnswering(long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (!current.canAnswer()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void release(Lease lease) {
        if (leases.remove(lease)) {
            evictUnused();
        }
    }

    private void evictUnused() {
        Set<String> needed = needed();
        needed.addAll(guests.keySet());
        retired.removeAll(current.digests());
        for (String digest : List.copyOf(retired)) {
            if (!needed.contains(digest)) {
                retired.remove(digest);
                evict.accept(digest);
            }
        }
    }

    /** What rosters, current or leased or to come, name. */
    private Set<String> needed() {
        Set<String> needed = new HashSet<>(current.digests());
        needed.addAll(pinned);
        leases.forEach(lease -> needed.addAll(lease.roster.digests()));
        return needed;
    }

    /** A version in use by a call. */
    public final class Stay implements AutoCloseable {
        private final String digest;
        private boolean ended;

        private Stay(String digest) {
            this.digest = digest;
        }

        @Override
        public void close() {
            end(this);
        }
    }

    /** A roster in use. */
    public final class Lease implements AutoCloseable {
        private final Roster roster;

        private Lease(Roster roster) {
            this.roster = roster;
        }

        /** Returns the roster, whose versions stay resident until {@link #close}. */
        public Roster roster() {
            return roster;
        }

        @Override
        public void close() {
            release(this);
        }
    }
}
