package dev.affix.inference.follow;

import dev.affix.inference.follow.RefusedException.Reason;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.meters.Found;
import dev.affix.inference.roster.Rosters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes versions resident. Their files come from the host's memory if they were resident not long ago, else from the registry, and are
 * used only if they have their digest. The bank is bounded: where a version does not fit, guests that nobody uses leave, least
 * recently used first. Thread-safe.
 */
public final class Loader {
    /** Downloads of a file whose bytes are wrong before it is refused: the network may be at fault once. */
    private static final int DOWNLOADS = 3;

    private final VersionSource source;
    private final AdapterBank bank;
    private final Rosters rosters;
    private final long bankBytes;
    private final long hostBytes;
    private final Consumer<Found> observer;
    /** Verified files by digest, least recently used first. */
    private final Map<String, byte[]> host = new LinkedHashMap<>(16, 0.75f, true);

    /** Bytes of these files. */
    private long held;

    /**
     * Creates one.
     *
     * @param bankBytes of all resident versions on the device, at most
     * @param hostBytes of files that are kept in the host's memory, at most
     * @param observer hears of each version that was needed and where it was
     */
    public Loader(
            VersionSource source,
            AdapterBank bank,
            Rosters rosters,
            long bankBytes,
            long hostBytes,
            Consumer<Found> observer) {
        this.source = source;
        this.bank = bank;
        this.rosters = rosters;
        this.bankBytes = bankBytes;
        this.hostBytes = hostBytes;
        this.observer = observer;
    }

    /**
     * Makes a version resident; does nothing if it is. The caller has pinned it or holds a stay, so that it remains.
     *
     * @param labels the labels it must have, in order
     * @throws UnavailableException if the registry cannot give it now
     * @throws RefusedException if it fails a check; nothing changed then
     * @throws BankFullException if what must stay leaves no room for it
     */
    public void load(String digest, List<String> labels) throws UnavailableException, RefusedException {
        if (bank.resident(digest)) {
            observer.accept(Found.DEVICE);
        } else {
            // Not under the lock: a slow download for one must not hold up another's.
            place(digest, file(digest), labels);
        }
    }

    private synchronized void place(String digest, byte[] file, List<String> labels) throws RefusedException {
        if (bank.resident(digest)) {
            return;
        }
        // An adapter takes about as many bytes on the device as its file.
        while (bank.bytes() + file.length > bankBytes) {
            if (!rosters.makeRoom()) {
                throw new BankFullException("Adapter " + digest + " of " + file.length + " bytes does not fit: "
                        + bank.bytes() + " of " + bankBytes
                        + " bytes hold versions in use. Raise AFFIX_INFERENCE_BANK_BYTES, or end experiments.");
            }
        }
        bank.load(digest, file, labels);
    }

    private byte[] file(String digest) throws UnavailableException, RefusedException {
        synchronized (host) {
            byte[] kept = host.get(digest);
            if (kept != null) {
                observer.accept(Found.HOST);
                return kept;
            }
        }
        observer.accept(Found.REGISTRY);
        byte[] file = download(digest);
        keep(digest, file);
        return file;
    }

    private void keep(String digest, byte[] file) {
        synchronized (host) {
            if (host.put(digest, file) == null) {
                held += file.length;
            }
            Iterator<byte[]> oldest = host.values().iterator();
            while (held > hostBytes) {
                held -= oldest.next().length;
                oldest.remove();
            }
        }
    }

    private byte[] download(String digest) throws UnavailableException, RefusedException {
        String actual = "";
        for (int i = 0; i < DOWNLOADS; i++) {
            byte[] file = source.blob(digest);
            actual = sha256(file);
            if (actual.equals(digest)) {
                return file;
            }
        }
        throw new RefusedException(
                Reason.WRONG_DIGEST,
                "The registry's file for " + digest + " has SHA-256 " + actual + " (" + DOWNLOADS + " downloads)");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
