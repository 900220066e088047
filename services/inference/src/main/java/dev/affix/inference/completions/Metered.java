package dev.affix.inference.completions;

import dev.affix.inference.meters.GenerationMeters;
import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.TokenListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Counts the tokens of a text on their way to its listener, and how long the first took. Called by the thread that generates. */
final class Metered implements TokenListener {
    private final TokenListener listener;
    private final GenerationMeters meters;
    private final Clock clock;
    private final Instant asked;
    private boolean begun;

    /** @param asked when the call came */
    Metered(TokenListener listener, GenerationMeters meters, Clock clock, Instant asked) {
        this.listener = listener;
        this.meters = meters;
        this.clock = clock;
        this.asked = asked;
    }

    @Override
    public boolean token(int id) {
        meters.token();
        if (!begun) {
            begun = true;
            meters.first(Duration.between(asked, clock.instant()));
        }
        return listener.token(id);
    }

    @Override
    public void ended(Ending ending) {
        listener.ended(ending);
    }

    @Override
    public void failed(RuntimeException problem) {
        listener.failed(problem);
    }
}
