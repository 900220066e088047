package dev.affix.registry.domain;

import dev.affix.contracts.Verdict;
import java.util.List;

/**
 * Some verdicts of an experiment, in the order in which they were reached.
 *
 * @param last number of the last of them, to ask for those after it
 * @param verdicts the verdicts
 */
public record VerdictPage(long last, List<Verdict> verdicts) {
    /** A verdict and its number in the order of all. */
    record Numbered(long number, Verdict verdict) {}

    static VerdictPage of(List<Numbered> found, long after) {
        long last = found.isEmpty() ? after : found.get(found.size() - 1).number();
        return new VerdictPage(last, found.stream().map(Numbered::verdict).toList());
    }
}
