package dev.affix.standalone.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process and no other that may get its number later.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks since boot (proc(5), stat field 22)
 */
public record ProcessIdentity(long pid, long startTicks) {
    private static final int START_AFTER_NAME = 19;

    /** Returns the identity of a running process; empty if there is none of that number. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold anything; the state is the first field after it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z")
                    ? Optional.empty()
                    : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_AFTER_NAME])));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns whether this process still runs. */
    public boolean alive() {
        return of(pid).equals(Optional.of(this));
    }

    /** Returns whether its command line has an argument. */
    public boolean hasArgument(String argument) {
        try {
            String commandLine =
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            String expected = new String(argument.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return alive() && ("\0" + commandLine).contains("\0" + expected + "\0");
        } catch (IOException e) {
            return false;
        }
    }
}
