package dev.affix.standalone.terminal;

import java.util.List;

/** Where people read what happens. Thread-safe. */
public interface Display {
    /** Prints a line that stays. */
    void line(String text);

    /**
     * Shows what is going on now, in place of what was shown before. A display that cannot update in place prints it
     * from time to time instead.
     */
    void status(List<String> lines);

    /** Takes the status away; it may be shown again. */
    void clearStatus();

    /** Takes the status away and shows nothing more. */
    void mute();

    /** Returns a display for standard output: in place on a terminal, plain lines everywhere else. */
    static Display standard() {
        String columns = System.getProperty("affix.columns", "");
        boolean terminal = Boolean.getBoolean("affix.terminal") && System.getenv("CI") == null;
        if (terminal) {
            return new TerminalDisplay(System.out, columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : 80);
        }
        return new PlainDisplay(System.out, System::nanoTime);
    }
}
