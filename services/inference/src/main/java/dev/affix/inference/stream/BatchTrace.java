package dev.affix.inference.stream;

import dev.affix.inference.kafka.Clients;
import dev.affix.inference.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.ErrorAttributes;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One span for each request of a batch, from when the batch was read to when its outcomes are committed. Without tracing it costs
 * nothing, and predictions get the context of their requests as it came.
 */
final class BatchTrace {
    private final Traces traces;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    /** One per record; none without tracing. */
    private final List<Span> spans;

    /**
     * Starts the spans.
     *
     * @param since how long ago the batch was read
     */
    BatchTrace(Traces traces, List<ConsumerRecord<byte[], byte[]>> records, Duration since) {
        this.traces = traces;
        this.records = records;
        this.spans = traces.on()
                ? records.stream()
                        .map(record -> traces.process(record, Clients.GROUP, since))
                        .toList()
                : List.of();
    }

    /** Gives the headers of a record's prediction their context. */
    void carry(int record, Headers to) {
        if (spans.isEmpty()) {
            Traces.pass(records.get(record).headers(), to);
        } else {
            traces.carry(spans.get(record), to);
        }
    }

    /** Notes why a record became a dead letter. */
    void refused(int record, String reason) {
        if (!spans.isEmpty()) {
            spans.get(record).setStatus(StatusCode.ERROR).setAttribute(ErrorAttributes.ERROR_TYPE, reason);
        }
    }

    /** Ends the spans: the outcomes are there for all to read. */
    void committed() {
        spans.forEach(Span::end);
    }

    /** Ends the spans: the records will be read again, and get others. */
    void rolledBack(RuntimeException problem) {
        for (Span span : spans) {
            span.setStatus(StatusCode.ERROR, "rolled back")
                    .setAttribute(ErrorAttributes.ERROR_TYPE, problem.getClass().getName())
                    .end();
        }
    }
}
