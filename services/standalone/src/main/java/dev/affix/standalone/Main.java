package dev.affix.standalone;

import dev.affix.datasets.DatasetException;
import dev.affix.standalone.demo.DemoCommand;
import dev.affix.standalone.demo.VerifyRunCommand;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The launcher's command line, behind {@code ./affix}. */
@Command(
        usageHelpWidth = 100,
        abbreviateSynopsis = true,
        name = "affix",
        description = "Continual prefix tuning on Kafka, on this machine.",
        subcommands = {DemoCommand.class, VerifyRunCommand.class},
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs a command line; returns its exit code. */
    static int execute(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((exception, command, parsed) -> explain(exception, command.getErr()))
                .execute(arguments);
    }

    /** Expected failures are told in one message; anything else is a bug and shows where. */
    private static int explain(Exception exception, PrintWriter err) {
        if (exception instanceof CommandFailure failure) {
            err.println("Error: " + failure.getMessage());
            return failure.exitCode();
        }
        if (exception instanceof DatasetException) {
            err.println("Error: " + exception.getMessage());
            return ExitCodes.USAGE;
        }
        if (exception instanceof InterruptedException) {
            return ExitCodes.INTERRUPTED;
        }
        err.println("Error: this is a bug in the launcher; please report it with what follows.");
        exception.printStackTrace(err);
        return ExitCodes.FAILURE;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
        }
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"affix " + (version == null ? "(not packaged)" : version)};
        }
    }
}
