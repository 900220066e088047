package dev.affix.standalone.demo;

import dev.affix.contracts.Experiment;
import dev.affix.embedded.BrokerTopics;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.process.Child;
import dev.affix.standalone.process.Supervisor;
import dev.affix.standalone.terminal.Display;
import dev.affix.standalone.terminal.Text;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Starts the processes in the order they need each other, and says how far it is. */
final class Startup {
    private static final Duration SERVER_LIMIT = Duration.ofSeconds(90);
    /** Unpacking PyTorch's libraries, the first time, takes a while on a slow disk. */
    private static final Duration LOOP_LIMIT = Duration.ofMinutes(5);

    private final Supervisor supervisor;
    private final Programs programs;
    private final Display display;

    Startup(Supervisor supervisor, Programs programs, Display display) {
        this.supervisor = supervisor;
        this.programs = programs;
        this.display = display;
    }

    /** Starts the broker alone. */
    void broker() throws InterruptedException {
        await(SERVER_LIMIT, supervisor.start(programs.broker()));
    }

    /** Starts everything; returns when inference takes requests. */
    void everything(int partitions, List<Experiment> experiments, RegistryClient registry) throws InterruptedException {
        await(SERVER_LIMIT, supervisor.start(programs.broker()), supervisor.start(programs.database()));
        createTopics(partitions);
        await(SERVER_LIMIT, supervisor.start(programs.registry()));
        for (Experiment experiment : experiments) {
            registry.create(experiment);
        }
        await(
                LOOP_LIMIT,
                supervisor.start(programs.metrics()),
                supervisor.start(programs.training()),
                supervisor.start(programs.inference()));
    }

    private void createTopics(int partitions) {
        try {
            BrokerTopics.create(programs.endpoints().broker(), partitions);
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()));
        }
    }

    private void await(Duration limit, Child... children) throws InterruptedException {
        supervisor.awaitReady(List.of(children), limit, new Supervisor.ReadinessListener() {
            @Override
            public void ready(Child child, Duration after) {
                display.line(
                        String.format("  %-10s ready after %s", child.spec().name(), Text.duration(after)));
            }

            @Override
            public void waiting(List<Child> awaited, Duration since) {
                String names =
                        awaited.stream().map(child -> child.spec().name()).collect(Collectors.joining(", "));
                display.status(
                        awaited.isEmpty()
                                ? List.of()
                                : List.of("  waiting for " + names + "  " + Text.duration(since)));
            }
        });
        display.clearStatus();
    }
}
