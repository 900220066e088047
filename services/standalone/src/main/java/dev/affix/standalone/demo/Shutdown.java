package dev.affix.standalone.demo;

import dev.affix.standalone.process.Supervisor;
import dev.affix.standalone.terminal.Display;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C, SIGTERM and the end of the terminal: the processes are stopped in order, and the user is told.
 * Registered while processes run. Closing it stops them as well, for the ordinary end of a run.
 */
final class Shutdown implements AutoCloseable {
    private static final int NOT_COMPLETE = -1;

    private final Supervisor supervisor;
    private final Display display;
    private volatile boolean finished;
    private volatile int exitCodeOfCompleteRun = NOT_COMPLETE;

    Shutdown(Supervisor supervisor, Display display) {
        this.supervisor = supervisor;
        this.display = display;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /**
     * Waits for an interruption, which is now the expected end; never returns otherwise.
     *
     * @param exitCode exit code of the run, which is complete
     */
    void keep(int exitCode) throws InterruptedException {
        exitCodeOfCompleteRun = exitCode;
        while (true) {
            supervisor.throwIfGivenUp();
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private void stop() {
        if (finished) {
            return;
        }
        int exitCode = exitCodeOfCompleteRun;
        display.mute();
        System.out.println(
                exitCode == NOT_COMPLETE ? "\nInterrupted: stopping every process." : "\nStopping every process.");
        System.out.flush();
        supervisor.close();
        System.out.println("All processes have ended. The same command continues where this one stopped.");
        System.out.flush();
        if (exitCode != NOT_COMPLETE) {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    @Override
    public void close() {
        // In this order: an interruption meanwhile waits for the end of the processes.
        supervisor.close();
        finished = true;
    }
}
