package dev.affix.metrics.replica;

import java.util.Collection;
import java.util.List;

/** The other replicas of the service. */
@FunctionalInterface
public interface Replicas {
    /** There is no other. */
    Replicas NONE = (addresses, experiment) -> List.of();

    /**
     * Asks replicas for what they hold of an experiment; they ask nobody.
     *
     * @param addresses their hosts and ports
     * @throws dev.affix.metrics.running.RestoringException if one does not answer with its part
     */
    List<Part> parts(Collection<String> addresses, String experiment);
}
