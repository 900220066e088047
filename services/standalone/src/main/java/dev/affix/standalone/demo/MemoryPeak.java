package dev.affix.standalone.demo;

import dev.affix.standalone.process.Child;
import dev.affix.standalone.process.ResidentMemory;
import dev.affix.standalone.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Samples the memory of the launcher and all that it started, once a second, and keeps the largest total. */
final class MemoryPeak implements AutoCloseable {
    private final Supervisor supervisor;
    private final Path postmasterPid;
    private final Thread sampler;
    private volatile long peak;

    MemoryPeak(Supervisor supervisor, DataDirectory directory) {
        this.supervisor = supervisor;
        this.postmasterPid = directory.folder("database").resolve("data").resolve("postmaster.pid");
        this.sampler = new Thread(this::sampleForever, "memory-peak");
        sampler.setDaemon(true);
        sampler.start();
    }

    /** Returns the largest total so far, in bytes. */
    long bytes() {
        return peak;
    }

    private void sampleForever() {
        try {
            while (true) {
                List<ProcessHandle> processes = new ArrayList<>(List.of(ProcessHandle.current()));
                for (Child child : supervisor.children()) {
                    child.running().ifPresent(processes::add);
                }
                postgres().ifPresent(processes::add);
                peak = Math.max(peak, ResidentMemory.bytes(processes));
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** PostgreSQL makes itself a daemon: it is no descendant of the process that started it. */
    private Optional<ProcessHandle> postgres() {
        try {
            return ProcessHandle.of(
                    Long.parseLong(Files.readAllLines(postmasterPid).get(0).strip()));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
