package dev.affix.standalone.terminal;

import java.io.PrintStream;
import java.util.List;

/** For people at a terminal: the status is a block at the bottom that is drawn over (ECMA-48 control sequences). */
public final class TerminalDisplay implements Display {
    private static final String UP_ONE_LINE = "\u001b[1A";
    private static final String ERASE_LINE = "\u001b[2K";

    private final PrintStream out;
    private final int columns;
    private int shown;
    private boolean muted;
    private List<String> status = List.of();

    /** Draws to a stream whose lines are {@code columns} wide. */
    public TerminalDisplay(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public synchronized void line(String text) {
        draw(text + System.lineSeparator(), status);
    }

    @Override
    public synchronized void status(List<String> lines) {
        status = List.copyOf(lines);
        draw("", status);
    }

    @Override
    public synchronized void clearStatus() {
        status(List.of());
    }

    @Override
    public synchronized void mute() {
        clearStatus();
        muted = true;
    }

    /** One write per update: nothing flickers. */
    private void draw(String above, List<String> block) {
        if (muted) {
            return;
        }
        StringBuilder output = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            output.append(UP_ONE_LINE).append(ERASE_LINE);
        }
        output.append(shown > 0 ? "\r" : "").append(above);
        for (String text : block) {
            // A line that wraps would take two lines on the screen and be drawn over only in part.
            output.append(text, 0, Math.min(text.length(), columns - 1)).append(System.lineSeparator());
        }
        shown = block.size();
        out.print(output);
        out.flush();
    }
}
