package dev.affix.metrics.topology;

import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.join.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Takes the record at hand as it was read. */
final class SourceRecords {
    private SourceRecords() {}

    static SourceRecord of(ProcessingContext context, Record<byte[], byte[]> record) {
        RecordMetadata metadata = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record of a source topic has a position"));
        List<SourceRecord.Header> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new SourceRecord.Header(header.key(), header.value()));
        }
        return new SourceRecord(
                metadata.topic(),
                new SourcePosition(metadata.partition(), metadata.offset()),
                record.timestamp(),
                record.key(),
                record.value(),
                headers);
    }
}
