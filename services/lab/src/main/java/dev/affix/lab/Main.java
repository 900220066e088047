package dev.affix.lab;

import dev.affix.lab.convergence.ConvergenceCommand;
import dev.affix.lab.generate.GenerateCommand;
import dev.affix.lab.precision.PrecisionCommand;
import dev.affix.lab.prequential.PrequentialCommand;
import dev.affix.lab.sampleefficiency.SampleEfficiencyCommand;
import dev.affix.lab.speed.TrainingSpeedCommand;
import dev.affix.lab.texts.TextsCommand;
import dev.affix.prefix.backbone.BackboneException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line behind {@code ./affix lab}. Exit codes: 0 done, 1 something failed, 2 wrong options. */
@Command(
        usageHelpWidth = 100,
        name = "affix lab",
        description = "Offline experiments on shared and separate prefixes.",
        subcommands = {
            ConvergenceCommand.class,
            SampleEfficiencyCommand.class,
            PrequentialCommand.class,
            PrecisionCommand.class,
            TrainingSpeedCommand.class,
            AnytimeCommand.class,
            GenerateCommand.class,
            TextsCommand.class
        },
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
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof IllegalArgumentException) {
                        // A value that an option takes and nothing can be done with, such as a variant that does not
                        // exist.
                        command.getErr().println("Error: " + exception.getMessage());
                        return ExitCode.USAGE;
                    }
                    if (exception instanceof IOException || exception instanceof BackboneException) {
                        command.getErr().println("Error: " + exception.getMessage());
                    } else {
                        command.getErr().println("Error: this is a bug; please report it with what follows.");
                        exception.printStackTrace(command.getErr());
                    }
                    return ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
        }
    }
}
