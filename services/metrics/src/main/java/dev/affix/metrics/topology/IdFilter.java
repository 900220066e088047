package dev.affix.metrics.topology;

/**
 * Says whether an id may be among those that were added: never no of one that is, and yes of one in some hundred that are not, once it has as many as
 * it is for. A Bloom filter (Bloom 1970) whose bits of one id are in one word (Putze, Sanders, Singler 2007, "blocked"). One thread.
 */
final class IdFilter {
    /** So many ids it is for: 16 bits for each. */
    static final int IDS = 1 << 16;

    private static final int WORD_BITS = 14;

    private final long[] words = new long[1 << WORD_BITS];

    /** Returns the hash that the other methods want: 64 bits, each dependent on each of the id's 32 (the last step of SplitMix64). */
    static long hash(String id) {
        long hash = id.hashCode() * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }

    void add(long hash) {
        words[word(hash)] |= bits(hash);
    }

    boolean mayHave(long hash) {
        long bits = bits(hash);
        return (words[word(hash)] & bits) == bits;
    }

    private static int word(long hash) {
        return (int) (hash >>> (Long.SIZE - WORD_BITS));
    }

    /** Four bits of a word. A shift takes the lowest six bits of its distance. */
    private static long bits(long hash) {
        return 1L << hash | 1L << (hash >> 6) | 1L << (hash >> 12) | 1L << (hash >> 18);
    }
}
