package dev.affix.inference.follow;

import dev.affix.contracts.AdapterPublished;
import dev.affix.inference.follow.RefusedException.Reason;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.roster.ServedVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Versions that a call names and no roster does: older ones, or those of experiments that have ended. Fetched when first named, resident
 * until room is needed. Thread-safe.
 */
public final class Guests {
    private static final int REMEMBERED = 1_000;

    private final VersionSource source;
    private final AdapterBank bank;
    private final Rosters rosters;
    private final Loader loader;
    /** What was published under a digest never changes. Least recently named first. */
    private final Map<String, AdapterPublished> known = new LinkedHashMap<>(16, 0.75f, true);

    /** Creates one. */
    public Guests(VersionSource source, AdapterBank bank, Rosters rosters, Loader loader) {
        this.source = source;
        this.bank = bank;
        this.rosters = rosters;
        this.loader = loader;
    }

    /**
     * A version that is resident until this is closed.
     *
     * @param version it
     * @param stay what keeps it
     */
    public record Visit(ServedVersion version, Rosters.Stay stay) implements AutoCloseable {
        @Override
        public void close() {
            stay.close();
        }
    }

    /**
     * Makes a version resident for as long as the visit is open.
     *
     * @throws UnavailableException if the registry cannot give it now, or does not know it
     * @throws RefusedException if it cannot be used with this backbone, or its file is not what it should be
     * @throws BankFullException if what is in use leaves no room for it
     */
    public Visit visit(String digest) throws UnavailableException, RefusedException {
        AdapterPublished published = published(digest);
        if (!published.lineage().backbone().equals(bank.backboneDigest())) {
            throw new RefusedException(
                    Reason.OTHER_BACKBONE,
                    "Adapter " + digest + " was tuned on backbone "
                            + published.lineage().backbone() + ", but this service runs " + bank.backboneDigest());
        }
        Rosters.Stay stay = rosters.stay(digest);
        try {
            loader.load(digest, published.labels());
            return new Visit(ServedVersion.of(published), stay);
        } catch (UnavailableException | RefusedException | RuntimeException e) {
            stay.close();
            throw e;
        }
    }

    private AdapterPublished published(String digest) throws UnavailableException {
        synchronized (known) {
            AdapterPublished remembered = known.get(digest);
            if (remembered != null) {
                return remembered;
            }
        }
        AdapterPublished found = source.version(digest);
        synchronized (known) {
            known.put(digest, found);
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return found;
    }
}
