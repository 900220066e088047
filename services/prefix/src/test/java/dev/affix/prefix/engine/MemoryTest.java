package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a process of its own, whose Java heap is in memory from the start: in one that has run other tests, the heap grows and shrinks by
 * hundreds of megabytes, and its compilers keep what they needed for something else.
 */
class MemoryTest {
    private static final long MIB = 1 << 20;

    /** What a process holds. */
    private record Held(long bytes, long heap, int arrays) {
        static Held of(List<String> lines, String when) {
            String[] fields = lines.stream()
                    .filter(line -> line.startsWith(when + " "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(String.join("\n", lines)))
                    .split(" ");
            return new Held(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Integer.parseInt(fields[3]));
        }
    }

    /** What a round allocates is about 3 MiB, so keeping it would add 900 MiB. */
    @Test
    void tuningAndSwappingHoldTheMemoryOfTheProcess(@TempDir Path folder) throws Exception {
        grewByLessThanFivePercent(folder, "swaps", 100, 300);
    }

    /** Batches of changing length, prefix and head tuned: a kept tensor of any step would show in the count, kept activations in both. */
    @Test
    void twoThousandStepsGrowTheProcessByLessThanFivePercent(@TempDir Path folder) throws Exception {
        grewByLessThanFivePercent(folder, "steps", 200, 2_000);
    }

    private void grewByLessThanFivePercent(Path folder, String work, int warmUp, int count) throws Exception {
        List<String> lines = run(folder, work, Integer.toString(warmUp), Integer.toString(count));
        Held before = Held.of(lines, "before");
        Held after = Held.of(lines, "after");
        System.out.printf(
                "memory: %d MiB before and %d MiB after %d %s; in use in the heap %d and %d MiB%n",
                before.bytes() / MIB, after.bytes() / MIB, count, work, before.heap() / MIB, after.heap() / MIB);
        assertThat(after.arrays()).as("arrays outside of any scope").isEqualTo(before.arrays());
        assertThat(after.heap()).as("in use in the heap").isLessThan(before.heap() + 4 * MIB);
        assertThat(after.bytes()).isLessThan(before.bytes() * 105 / 100);
    }

    /** Returns what {@link MemoryRun} prints; as little as possible in it is not the work. */
    private List<String> run(Path folder, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.num_interop_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryRun.class.getName()));
        Stream.of(arguments).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended").isTrue();
            List<String> lines = Files.readAllLines(output);
            assertThat(process.exitValue()).as("%s", String.join("\n", lines)).isZero();
            return lines;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
