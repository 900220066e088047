package dev.affix.inference.generation;

import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.TokenListener;
import java.util.function.BooleanSupplier;

/** One text as it is made: tokens in, pieces of text out. Called by the thread that generates. */
public final class Completion implements TokenListener {
    private final TextDecoder decoder;
    private final StopText stop;
    private final BooleanSupplier gone;
    private final Reader reader;
    private int tokens;

    /** Who reads the text. Called by the thread that generates; must be quick. */
    public interface Reader {
        /** More of it, never empty. */
        void piece(String text);

        /**
         * That was all.
         *
         * @param ending why; a text that one of its stops ended has stopped
         * @param tokens that were generated, those of a stop included
         */
        void finished(Ending ending, int tokens);

        /** The engine could not go on. */
        void failed(RuntimeException problem);
    }

    /**
     * Starts a text.
     *
     * @param gone whether nobody wants more of it
     */
    public Completion(TextDecoder decoder, StopText stop, BooleanSupplier gone, Reader reader) {
        this.decoder = decoder;
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
        give(stop.next(decoder.next(id)));
        // A reader may have enough now: the next token would be for nobody.
        return !stop.found() && !gone.getAsBoolean();
    }

    @Override
    public void ended(Ending ending) {
        if (!stop.found()) {
            give(stop.next(decoder.rest()));
            give(stop.rest());
        }
        reader.finished(stop.found() ? Ending.STOP : ending, tokens);
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
