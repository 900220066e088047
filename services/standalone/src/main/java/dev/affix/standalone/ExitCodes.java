package dev.affix.standalone;

/** Exit codes of every command. */
public final class ExitCodes {
    /** Done, and everything that was checked holds. */
    public static final int OK = 0;
    /** Something failed; the last lines say what and what to do. */
    public static final int FAILURE = 1;
    /** Wrong options, or options that do not fit the data directory. */
    public static final int USAGE = 2;
    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
