package dev.affix.metrics.topology;

import dev.affix.contracts.AdapterEvent;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.metrics.comparison.PublishedVersion;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends publications of versions to the experiment they belong to; other adapter events do not matter here. */
final class AdapterProcessor extends ContextualProcessor<byte[], byte[], byte @Nullable [], Emission> {
    private static final Logger LOG = LoggerFactory.getLogger(AdapterProcessor.class);

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return; // a tombstone
        }
        try {
            AdapterEvent event = Json.read(record.value(), AdapterEvent.class);
            checkKey(record, event);
            if (event instanceof AdapterPublished published) {
                context()
                        .forward(new Record<>(
                                published.lineage().experiment().getBytes(StandardCharsets.UTF_8),
                                Emission.internal(Json.write(PublishedVersion.of(published))),
                                record.timestamp(),
                                new RecordHeaders()));
            }
        } catch (InvalidRecordException e) {
            LOG.warn("An adapter event is refused: {}", e.getMessage());
            context().forward(DeadLetters.of(SourceRecords.of(context(), record), e));
        }
    }

    private static void checkKey(Record<byte[], byte[]> record, AdapterEvent event) throws InvalidRecordException {
        byte[] key = record.key();
        if (key == null || !event.key().equals(new String(key, StandardCharsets.UTF_8))) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.KEY_MISMATCH, null, "AdapterEvent: the record's key is not " + event.key());
        }
    }
}
