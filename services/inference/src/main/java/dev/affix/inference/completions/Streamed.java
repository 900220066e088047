package dev.affix.inference.completions;

import dev.affix.inference.completions.Answers.Head;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;

/** A text as server-sent events. */
final class Streamed implements Completion.Reader {
    private static final Logger LOG = Logger.getLogger(Streamed.class);

    private final Context context;
    private final HttpServerResponse response;
    private final Head head;
    private final int promptTokens;
    private final boolean usage;

    Streamed(Context context, HttpServerResponse response, Head head, int promptTokens, boolean usage) {
        this.context = context;
        this.response = response;
        this.head = head;
        this.promptTokens = promptTokens;
        this.usage = usage;
    }

    @Override
    public void piece(String text) {
        write(Answers.chunk(head, text, null), false);
    }

    @Override
    public void finished(String reason, int tokens) {
        String last = Answers.chunk(head, "", reason);
        write((usage ? last + Answers.usageChunk(head, promptTokens, tokens) : last) + Answers.done(), true);
    }

    @Override
    public void failed(RuntimeException problem) {
        LOG.error("A text failed", problem);
        write(Answers.errorEvent("The engine failed; its log says why"), true);
    }

    /** On the connection's event loop, in the order of the calls. A client that reads slowly has its text, which is bounded, wait here. */
    private void write(String events, boolean last) {
        context.runOnContext(now -> {
            if (response.ended() || response.closed()) {
                return;
            }
            if (!response.headWritten()) {
                response.setChunked(true)
                        .putHeader("Content-Type", "text/event-stream")
                        .putHeader("Cache-Control", "no-cache");
            }
            if (last) {
                response.end(events);
            } else {
                response.write(events);
            }
        });
    }
}
