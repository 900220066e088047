package dev.affix.inference.completions;

import dev.affix.inference.generation.Completion;
import dev.affix.prefix.generation.Ending;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/** A text that is answered when it is complete. */
final class Whole implements Completion.Reader {
    private static final Logger LOG = Logger.getLogger(Whole.class);

    private final Context context;
    private final RoutingContext call;
    private final Format format;
    private final StringBuilder text = new StringBuilder();

    Whole(Context context, RoutingContext call, Format format) {
        this.context = context;
        this.call = call;
        this.format = format;
    }

    @Override
    public void piece(String piece) {
        text.append(piece);
    }

    @Override
    public void finished(Ending ending, int tokens) {
        String body = format.whole(text.toString(), Format.reason(ending), tokens);
        context.runOnContext(now -> Completions.json(call, 200, body));
    }

    @Override
    public void failed(RuntimeException problem) {
        LOG.error("A text failed", problem);
        String body = format.error(500, null, "The engine failed; its log says why");
        context.runOnContext(now -> Completions.json(call, 500, body));
    }
}
