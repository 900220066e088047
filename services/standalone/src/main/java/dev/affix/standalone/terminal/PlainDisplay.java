package dev.affix.standalone.terminal;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** For logs and pipes: every line stays, the status is one line every ten seconds. */
public final class PlainDisplay implements Display {
    private static final long STATUS_EVERY = TimeUnit.SECONDS.toNanos(10);

    private final PrintStream out;
    private final LongSupplier nanos;
    private long lastStatus;
    private boolean muted;

    /** Prints to a stream, with a clock that counts nanoseconds. */
    public PlainDisplay(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.lastStatus = nanos.getAsLong();
    }

    @Override
    public synchronized void line(String text) {
        if (!muted) {
            out.println(text);
            out.flush();
        }
    }

    @Override
    public synchronized void status(List<String> lines) {
        if (nanos.getAsLong() - lastStatus >= STATUS_EVERY) {
            lastStatus = nanos.getAsLong();
            line(String.join(
                    "  |  ",
                    lines.stream()
                            .map(text -> text.strip().replaceAll(" +", " "))
                            .toList()));
        }
    }

    @Override
    public void clearStatus() {
        // What is printed stays.
    }

    @Override
    public synchronized void mute() {
        muted = true;
    }
}
