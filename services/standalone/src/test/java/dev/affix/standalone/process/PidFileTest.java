package dev.affix.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path file;
    private final Process stranger;

    PidFileTest(@TempDir Path folder) throws IOException {
        this.file = folder.resolve("processes");
        this.stranger = new ProcessBuilder("sh", "-c", "sleep 300; :", "-Dmark=a b").start();
    }

    @AfterEach
    void end() throws InterruptedException {
        stranger.descendants().forEach(ProcessHandle::destroyForcibly);
        stranger.destroyForcibly().waitFor();
    }

    @Test
    void whatAKilledLauncherLeftBehindIsEnded() throws Exception {
        new PidFile(file).started("one", identity());

        assertThat(new PidFile(file).endLeftovers("-Dmark=a b", GRACE)).containsExactly("one");

        assertThat(stranger.isAlive()).isFalse();
    }

    @Test
    void aProcessThatIsNotOursIsLeftAlone() throws Exception {
        new PidFile(file).started("one", identity());

        assertThat(new PidFile(file).endLeftovers("-Dmark=a", GRACE))
                .as("its command line has another mark")
                .isEmpty();
        new PidFile(file)
                .started("one", new ProcessIdentity(stranger.pid(), identity().startTicks() - 1));
        assertThat(new PidFile(file).endLeftovers("-Dmark=a b", GRACE))
                .as("its number was given again")
                .isEmpty();

        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void aDamagedOrMissingFileEndsNothing() throws Exception {
        assertThat(new PidFile(file).endLeftovers("-Dmark=a b", GRACE)).isEmpty();
        Files.writeString(file, "one\ntwo x y\nthree 99999999999 1\n\n");
        assertThat(new PidFile(file).endLeftovers("-Dmark=a b", GRACE)).isEmpty();
    }

    private ProcessIdentity identity() {
        return ProcessIdentity.of(stranger.pid()).orElseThrow();
    }
}
