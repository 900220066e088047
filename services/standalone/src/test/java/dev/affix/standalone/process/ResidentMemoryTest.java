package dev.affix.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void descendantsAreCountedToo() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 300 & echo started; wait").start();
        try {
            assertThat(shell.inputReader().readLine()).isEqualTo("started");
            ProcessHandle sleep = shell.children().findFirst().orElseThrow();
            // The child is first a copy of the shell and then still loads its libraries: wait until it has settled.
            await().untilAsserted(() -> {
                long both = ResidentMemory.bytes(List.of(shell.toHandle()));
                long one = ResidentMemory.bytes(List.of(sleep));

                assertThat(one).isGreaterThan(100_000);
                assertThat(both).isGreaterThan(one + 100_000);
                // This JVM is far larger than both.
                assertThat(ResidentMemory.bytes(List.of(ProcessHandle.current(), shell.toHandle())))
                        .isGreaterThan(10 * both);
            });
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatEndedHasNone() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();

        assertThat(ResidentMemory.bytes(List.of(gone.toHandle()))).isZero();
    }
}
