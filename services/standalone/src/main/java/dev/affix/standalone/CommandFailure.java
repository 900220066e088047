package dev.affix.standalone;

/** A failure that is explained to the user in one message and ends the command. The message says what to do next. */
public final class CommandFailure extends RuntimeException {
    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Something went wrong while running. */
    public static CommandFailure failed(String message) {
        return new CommandFailure(ExitCodes.FAILURE, message);
    }

    /** What was asked for cannot be done as asked. */
    public static CommandFailure usage(String message) {
        return new CommandFailure(ExitCodes.USAGE, message);
    }

    /** Returns the exit code of the command. */
    public int exitCode() {
        return exitCode;
    }
}
