package dev.affix.registry.outbox;

import dev.affix.contracts.CloudEvents;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trace that the HTTP call on this thread belongs to: its span where tracing is on, else its caller's. Thread-safe. */
@Singleton
final class CallTrace {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final CurrentVertxRequest calls;

    CallTrace(CurrentVertxRequest calls) {
        this.calls = calls;
    }

    TraceContext current() {
        Map<String, String> headers = new HashMap<>();
        boolean traced = Span.current().getSpanContext().isValid();
        W3C.inject(traced ? Context.current() : callers(), headers, (to, name, value) -> headers.put(name, value));
        return new TraceContext(headers.get(CloudEvents.TRACE_PARENT), headers.get(CloudEvents.TRACE_STATE));
    }

    private Context callers() {
        if (!Arc.container().requestContext().isActive()) {
            return Context.root();
        }
        RoutingContext call = calls.getCurrent();
        return call == null
                ? Context.root()
                : W3C.extract(Context.root(), call.request().headers(), HEADERS);
    }
}
