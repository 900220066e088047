package dev.affix.inference.completions;

import dev.affix.inference.generation.Completion;
import dev.affix.prefix.generation.Ending;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;

/** A text as server-sent events. */
final class Streamed implements Completion.Reader {
    private static final Logger LOG = Logger.getLogger(Streamed.class);

    private final Context context;
    private final HttpServerResponse response;
    private final Format format;

    Streamed(Context context, HttpServerResponse response, Format format) {
        this.context = context;
        this.response = response;
        this.format = format;
    }

    @Override
    public void piece(String text) {
        write(format.piece(text), false);
    }

    @Override
    public void finished(Ending ending, int tokens) {
        write(format.end(Format.reason(ending), tokens), true);
    }

    @Override
    public void failed(RuntimeException problem) {
        LOG.error("A text failed", problem);
        write("data: " + format.error(500, null, "The engine failed; its log says why") + "\n\n", true);
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
