package dev.affix.standalone.process;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A launcher in a JVM of its own, for tests that kill it: starts two children and waits. */
final class DoomedLauncher {
    private DoomedLauncher() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        Supervisor supervisor =
                Supervisor.start(Children.QUICK, new PidFile(folder.resolve("processes")), System.out::println);
        String slow = "trap 'sleep 0.3; echo %1$s >> " + folder
                + "/order; exit 0' TERM; echo READY; while :; do sleep 0.05; done";
        supervisor.start(Children.script(folder, "low", 0, slow.formatted("low")));
        supervisor.start(Children.script(folder, "high", 1, slow.formatted("high")));
        // Deaf to SIGTERM: only force ends it.
        supervisor.start(Children.script(folder, "deaf", 1, "trap '' TERM; echo READY; while :; do sleep 0.05; done"));
        new CountDownLatch(1).await();
    }
}
