package dev.affix.load;

import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --jvm}, for load tests that start a service. */
public final class JvmOptions {
    /** One compiler, as the manifests have it for services whose work is nearly all PyTorch's. */
    public static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "Further option of the service's JVM, such as one that records a profile, or"
                    + " --jvm=-XX:TieredStopAtLevel=4 for both compilers where it has one; may be repeated.")
    private List<String> options = List.of();

    /** Returns what was asked for, in that order. */
    public List<String> list() {
        return options;
    }
}
