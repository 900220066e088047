package dev.affix.inference.completions;

import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.TextStream;
import dev.affix.prefix.generation.TokenListener;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One text as it is made: tokens in, pieces of text out. Called by the thread that generates. */
final class Completion implements TokenListener {
    private final TextStream stream;
    private final StopText stop;
    private final BooleanSupplier gone;
    private final Reader reader;
    private int tokens;

    /** Who reads the text. */
    interface Reader {
        /** More of it, never empty. */
        void piece(String text);

        /** That was all; the reason is OpenAI's {@code finish_reason}, or {@code deadline}. */
        void finished(String reason, int tokens);

        void failed(RuntimeException problem);
    }

    Completion(TextStream stream, StopText stop, BooleanSupplier gone, Reader reader) {
        this.stream = stream;
        this.stop = stop;
        this.gone = gone;
        this.reader = reader;
    }

    @Override
    public boolean token(int id) {
        if (gone.getAsBoolean()) {
            return false;
        }
        tokens++;
        give(stop.next(stream.next(id)));
        return !stop.found();
    }

    @Override
    public void ended(Ending ending) {
        if (!stop.found()) {
            give(stop.next(stream.rest()));
            give(stop.rest());
        }
        reader.finished(reason(ending), tokens);
    }

    private String reason(@Nullable Ending ending) {
        if (stop.found() || ending == Ending.STOP) {
            return "stop";
        }
        return ending == Ending.LENGTH ? "length" : "deadline";
    }

    @Override
    public void failed(RuntimeException problem) {
        reader.failed(problem);
    }

    private void give(String text) {
        if (!text.isEmpty()) {
            reader.piece(text);
        }
    }
}
