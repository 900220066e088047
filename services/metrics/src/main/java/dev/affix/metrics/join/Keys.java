package dev.affix.metrics.join;

import dev.affix.contracts.DeadLetter.Reason;
import dev.affix.contracts.InvalidRecordException;
import java.nio.charset.StandardCharsets;

/** The record's key must be the id in its value, or partitioning by key would part a label from its prediction. */
final class Keys {
    private Keys() {}

    static void check(SourceRecord record, String requestId) throws InvalidRecordException {
        byte[] key = record.key();
        String text = key == null ? null : new String(key, StandardCharsets.UTF_8);
        if (!requestId.equals(text)) {
            throw new InvalidRecordException(
                    Reason.KEY_MISMATCH,
                    "requestId",
                    "field 'requestId' is '" + requestId + "' but the record's key is "
                            + (text == null ? "missing" : "'" + text + "'"));
        }
    }
}
