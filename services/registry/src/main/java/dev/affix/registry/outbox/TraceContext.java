package dev.affix.registry.outbox;

import org.jspecify.annotations.Nullable;

/**
 * W3C trace context, as in its headers.
 *
 * @param parent {@code traceparent}, null where there is no trace
 * @param state {@code tracestate}, null where there is none
 */
record TraceContext(@Nullable String parent, @Nullable String state) {}
