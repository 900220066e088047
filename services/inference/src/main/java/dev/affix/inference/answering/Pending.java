package dev.affix.inference.answering;

import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.inference.roster.Roster;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record between reading and its outcome.
 *
 * @param parsed the request, null if it is refused
 * @param contestants who answers it, none if it is refused
 * @param labels how many of them answer with a label; the others generate texts
 * @param problem why it is refused, null if it is not
 */
record Pending(
        RequestRecord record,
        @Nullable InferenceRequest parsed,
        List<Contestant> contestants,
        int labels,
        @Nullable InvalidRecordException problem) {
    /** Reads a record and finds out who answers it. */
    static Pending read(RequestRecord record, Roster roster) {
        try {
            InferenceRequest request = record.read();
            List<Contestant> contestants = Contestant.of(request, roster);
            int labels = 0;
            for (Contestant contestant : contestants) {
                labels += contestant.generates() ? 0 : 1;
            }
            return new Pending(record, request, contestants, labels, null);
        } catch (InvalidRecordException e) {
            return refused(record, e);
        }
    }

    static Pending refused(RequestRecord record, InvalidRecordException problem) {
        return new Pending(record, null, List.of(), 0, problem);
    }

    InferenceRequest request() {
        return Objects.requireNonNull(parsed);
    }

    boolean generates() {
        return labels < contestants.size();
    }
}
