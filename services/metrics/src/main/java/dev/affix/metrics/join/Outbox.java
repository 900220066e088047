package dev.affix.metrics.join;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.ScoredExample;

/** Where the join's results go. */
public interface Outbox {
    /** A request was scored; happens at most once for each. */
    void scored(ScoredExample example, SourceRecord prediction);

    /** A record was refused. */
    void refused(SourceRecord record, InvalidRecordException problem);

    /** A prediction's outcome is known, and so are those of all earlier predictions of the partition. */
    void released(String experiment, Released outcome);
}
