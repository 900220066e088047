package dev.affix.metrics.comparison;

/**
 * Which units an experiment has seen, in one megabyte at the most: a Bloom filter in blocks (Putze, Sanders and Singler, ACM
 * JEA 14, 2009) of {@value #BLOCK_BYTES} bytes, {@value #BITS} bits of one block for each unit.
 *
 * <p>In {@code split} mode all requests of a unit go to one arm: only its first is a draw of its own. A filter never takes a seen
 * unit for a new one; it may take a new one for seen (of a million units, some 2 % of the last), which leaves a request out, whatever its
 * arm: that costs examples, never validity.
 */
public final class SeenUnits {
    private static final int BLOCK_BYTES = 128;
    private static final int BLOCKS = 8_192;
    private static final int BITS = 4;
    /** Bits that choose a bit of a block: 2^10 = 8 · 128. */
    private static final int WIDTH = 10;

    private SeenUnits() {}

    /** Returns a block without a unit. */
    public static byte[] empty() {
        return new byte[BLOCK_BYTES];
    }

    /** Returns the unit's block. */
    static int block(long hash) {
        return (int) (hash >>> 32) & (BLOCKS - 1);
    }

    /** Returns whether a block has the unit. */
    static boolean has(byte[] block, long hash) {
        boolean all = true;
        for (int i = 0; i < BITS; i++) {
            int bit = bit(hash, i);
            all &= (block[bit / Byte.SIZE] & (1 << (bit % Byte.SIZE))) != 0;
        }
        return all;
    }

    /** Returns the block with the unit. */
    static byte[] with(byte[] block, long hash) {
        byte[] changed = block.clone();
        for (int i = 0; i < BITS; i++) {
            int bit = bit(hash, i);
            changed[bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
        }
        return changed;
    }

    /** Bits 32 to 44 choose the block; these are the others. */
    private static int bit(long hash, int i) {
        long rest = (hash & 0xFFFF_FFFFL) | ((hash >>> 45) << 32);
        return (int) (rest >>> (i * WIDTH)) & ((1 << WIDTH) - 1);
    }
}
