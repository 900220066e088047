package dev.affix.inference.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.semconv.incubating.MessagingIncubatingAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Goes on with the traces whose context records carry in their headers (W3C trace context). A record's span is named and described as
 * OpenTelemetry's semantic conventions for messaging have it. Thread-safe.
 */
public final class Traces {
    private final boolean on;
    private final TextMapPropagator propagator;
    private final Tracer tracer;
    private final Clock clock;

    private Traces(boolean on, OpenTelemetry telemetry, Clock clock) {
        this.on = on;
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
        this.tracer = telemetry.getTracer("dev.affix.inference");
        this.clock = clock;
    }

    /** Returns traces that get spans. */
    public static Traces on(OpenTelemetry telemetry, Clock clock) {
        return new Traces(true, telemetry, clock);
    }

    /** Returns traces that get no spans. */
    public static Traces off() {
        return new Traces(false, OpenTelemetry.noop(), Clock.systemUTC());
    }

    /** Returns whether spans are made. Without, contexts are only passed on. */
    public boolean on() {
        return on;
    }

    /**
     * Starts the span of a record that is processed; its parent is the span that the record's headers name.
     *
     * @param group the consumer group that reads it, empty for none
     * @param since how long ago processing began
     */
    public Span process(ConsumerRecord<?, ?> record, String group, Duration since) {
        Instant began = clock.instant().minus(since);
        SpanBuilder span = tracer.spanBuilder("process " + record.topic())
                .setParent(propagator.extract(Context.root(), record.headers(), RecordHeaders.INSTANCE))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(began)
                .setAttribute(MessagingIncubatingAttributes.MESSAGING_SYSTEM, "kafka")
                .setAttribute(MessagingIncubatingAttributes.MESSAGING_OPERATION_NAME, "process")
                .setAttribute(MessagingIncubatingAttributes.MESSAGING_OPERATION_TYPE, "process")
                .setAttribute(MessagingIncubatingAttributes.MESSAGING_DESTINATION_NAME, record.topic())
                .setAttribute(
                        MessagingIncubatingAttributes.MESSAGING_DESTINATION_PARTITION_ID,
                        Integer.toString(record.partition()))
                .setAttribute(MessagingIncubatingAttributes.MESSAGING_KAFKA_OFFSET, record.offset());
        if (!group.isEmpty()) {
            span.setAttribute(MessagingIncubatingAttributes.MESSAGING_CONSUMER_GROUP_NAME, group);
        }
        return span.startSpan();
    }

    /** Writes a span's context into the headers of what came of it. */
    public void carry(Span span, Headers to) {
        propagator.inject(Context.root().with(span), to, RecordHeaders.INSTANCE);
    }

    /** Writes a record's own context, if it has one, into the headers of what came of it. */
    public static void pass(Headers from, Headers to) {
        RecordHeaders.copy(from, to);
    }

    /** Returns the id of the trace that headers name, tracing or not: for the log. */
    public static Optional<String> id(Headers headers) {
        Context context =
                W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, RecordHeaders.INSTANCE);
        SpanContext span = Span.fromContext(context).getSpanContext();
        return span.isValid() ? Optional.of(span.getTraceId()) : Optional.empty();
    }
}
