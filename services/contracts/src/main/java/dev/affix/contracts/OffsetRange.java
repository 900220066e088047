package dev.affix.contracts;

/**
 * A run of records of one partition.
 *
 * @param partition partition, from 0
 * @param from first offset in the range
 * @param until first offset after the range
 */
public record OffsetRange(int partition, long from, long until) {
    public OffsetRange {
        Check.atLeast(partition, 0, "partition");
        Check.atLeast(from, 0, "from");
        Check.atLeast(until, from, "until");
    }
}
