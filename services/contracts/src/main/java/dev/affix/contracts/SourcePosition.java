package dev.affix.contracts;

/**
 * A record's place in a topic.
 *
 * @param partition partition, from 0
 * @param offset offset in it, from 0
 */
public record SourcePosition(int partition, long offset) {
    public SourcePosition {
        Check.atLeast(partition, 0, "partition");
        Check.atLeast(offset, 0, "offset");
    }
}
