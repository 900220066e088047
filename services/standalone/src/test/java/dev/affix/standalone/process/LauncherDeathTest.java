package dev.affix.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherDeathTest {
    private final Path folder;

    LauncherDeathTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void noChildOutlivesALauncherThatIsKilled() throws Exception {
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedLauncher.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "launcher.log"))
                .start();
        try {
            Children.await().until(() -> ready("low") && ready("high") && ready("deaf"));
            List<ProcessIdentity> children = children();
            assertThat(children).hasSize(3).allMatch(ProcessIdentity::alive);

            launcher.destroyForcibly().waitFor();

            Children.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> children.stream().noneMatch(ProcessIdentity::alive));
            assertThat(Files.readAllLines(folder.resolve("order"))).containsExactly("high", "low");
        } finally {
            launcher.destroyForcibly();
        }
    }

    private boolean ready(String name) throws IOException {
        Path log = folder.resolve(name + ".log");
        return Files.exists(log) && Files.readString(log).contains("READY");
    }

    private List<ProcessIdentity> children() throws IOException {
        List<ProcessIdentity> children = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("processes"))) {
            String[] fields = line.split(" ");
            children.add(new ProcessIdentity(Long.parseLong(fields[1]), Long.parseLong(fields[2])));
        }
        return children;
    }
}
