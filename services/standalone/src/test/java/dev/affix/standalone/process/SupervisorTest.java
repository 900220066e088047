package dev.affix.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.standalone.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Supervisor.ReadinessListener NOBODY = new Supervisor.ReadinessListener() {
        @Override
        public void ready(Child child, Duration after) {}

        @Override
        public void waiting(List<Child> awaited, Duration since) {}
    };

    private final Path folder;
    private final List<String> news = new CopyOnWriteArrayList<>();
    private final Supervisor supervisor;

    SupervisorTest(@TempDir Path folder) {
        this.folder = folder;
        this.supervisor = Supervisor.start(Children.QUICK, new PidFile(folder.resolve("processes")), news::add);
    }

    @AfterEach
    void stop() {
        supervisor.close();
    }

    @Test
    void aChildRunsWithItsEnvironmentAndItsOutputInItsLog() throws Exception {
        Child child = ready(Children.script(folder, "one", 0, "echo \"$GREETING\" >&2; echo READY; exec sleep 300"));

        assertThat(child.running()).isPresent();
        assertThat(Files.readString(folder.resolve("one.log"))).isEqualTo("hello\nREADY\n");
    }

    @Test
    void aKilledChildIsRestartedAndTheRestartIsCountedAndTold() throws Exception {
        Child child = ready(Children.server(folder, "one", 0));
        ProcessIdentity first = Children.identity(child);

        child.running().orElseThrow().destroyForcibly();
        Children.await().until(() -> child.restarts() == 1 && child.ready());

        assertThat(Children.identity(child)).isNotEqualTo(first);
        assertThat(news)
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .contains("one was killed by signal 9")
                        .contains("restarting"));
    }

    @Test
    void aRestartedChildIsReadyOnlyWhenItSaysSoAgain() throws Exception {
        Child child = ready(
                Children.script(folder, "one", 0, "[ -e '" + folder + "/second' ] || echo READY; exec sleep 300"));
        Files.createFile(folder.resolve("second"));

        child.running().orElseThrow().destroyForcibly();
        Children.await().until(() -> child.restarts() == 1 && child.running().isPresent());

        assertThat(child.ready()).isFalse();
    }

    @Test
    void aChildThatIsNeverReadyIsGivenUpAtOnceWithItsLastLines() {
        Child child =
                supervisor.start(Children.script(folder, "one", 0, "echo first; echo 'the topic is missing'; exit 3"));

        assertThatThrownBy(() -> supervisor.awaitReady(List.of(child), Duration.ofSeconds(20), NOBODY))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("one ended with exit code 3")
                .hasMessageContaining("the topic is missing")
                .hasMessageContaining("one.log");
        assertThat(child.restarts()).isZero();
    }

    @Test
    void aChildThatKeepsFailingIsGivenUpAfterFiveTimes() throws Exception {
        Child child = ready(Children.script(folder, "one", 0, "echo READY; sleep 0.5; echo broken; exit 1"));

        Children.await().until(() -> child.failure() != null);

        assertThat(child.restarts()).isEqualTo(4);
        assertThatThrownBy(supervisor::throwIfGivenUp)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("5 failures in a row")
                .hasMessageContaining("broken");
    }

    @Test
    void aChildThatIsNotReadyInTimeIsAnErrorWithItsLastLines() {
        Child child = supervisor.start(Children.script(folder, "one", 0, "echo still loading; exec sleep 300"));

        assertThatThrownBy(() -> supervisor.awaitReady(List.of(child), Duration.ofMillis(600), NOBODY))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("not ready after")
                .hasMessageContaining("still loading");
    }

    @Test
    void childrenAreStoppedFromTheHighestTierToTheLowest() throws Exception {
        String script = "trap 'echo %s >> " + folder + "/order; exit 0' TERM; echo READY; while :; do sleep 0.05; done";
        ready(Children.script(folder, "low", 0, script.formatted("low")));
        ready(Children.script(folder, "middle", 1, script.formatted("middle")));
        ready(Children.script(folder, "high", 2, script.formatted("high")));

        supervisor.close();

        assertThat(Files.readAllLines(folder.resolve("order"))).containsExactly("high", "middle", "low");
        assertThat(supervisor.children())
                .allSatisfy(child -> assertThat(child.running()).isEmpty());
        assertThat(folder.resolve("processes")).doesNotExist();
        assertThat(news).isEmpty();
    }

    @Test
    void ctrlCReachesOnlyTheLauncher() throws Exception {
        Child child = ready(Children.server(folder, "one", 0));
        ProcessIdentity process = Children.identity(child);

        assertThat(signal("INT", process)).isZero();
        assertThat(signal("HUP", process)).isZero();

        Child other = ready(Children.server(folder, "two", 0));
        assertThat(other.running()).isPresent();
        assertThat(process.alive()).isTrue();
        assertThat(child.restarts()).isZero();
    }

    @Test
    void nothingStartsOnceEverythingIsBeingStopped() {
        supervisor.close();

        assertThatThrownBy(() -> supervisor.start(Children.server(folder, "late", 0)))
                .isInstanceOf(CommandFailure.class);
        assertThat(folder.resolve("late.log")).doesNotExist();
    }

    private Child ready(ChildSpec spec) throws InterruptedException {
        Child child = supervisor.start(spec);
        supervisor.awaitReady(List.of(child), Duration.ofSeconds(20), NOBODY);
        return child;
    }

    private static int signal(String name, ProcessIdentity process) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }
}
