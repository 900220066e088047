package dev.affix.metrics.join;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.ScoredExample;
import java.util.List;

/** Where the join's results go. */
public interface Outbox {
    /**
     * A request was scored; happens at most once for each.
     *
     * @param trace headers of the prediction's record that are carried on
     */
    void scored(ScoredExample example, List<SourceRecord.Header> trace);

    /** A record was refused. */
    void refused(SourceRecord record, InvalidRecordException problem);

    /** A prediction's outcome is known, and so are those of all earlier predictions of the partition. */
    void released(String experiment, Released outcome);
}
