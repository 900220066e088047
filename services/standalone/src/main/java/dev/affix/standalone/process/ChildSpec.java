package dev.affix.standalone.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to run a child process.
 *
 * @param name name for people and for the log file
 * @param tier children of a higher tier need those of lower ones: they are stopped first
 * @param command program and arguments
 * @param environment variables added to the launcher's own
 * @param log file that takes its standard output and error, appended
 * @param readiness how to tell that it takes work
 */
public record ChildSpec(
        String name, int tier, List<String> command, Map<String, String> environment, Path log, Readiness readiness) {
    public ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
