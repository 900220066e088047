package dev.affix.training.stream;

/**
 * The topic of scored examples as the broker has it.
 *
 * @param id what the broker calls it; another after it was deleted and created again
 * @param partitions its partitions
 */
public record ScoredTopic(String id, int partitions) {}
