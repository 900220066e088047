package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.serving.UnknownAdapterException;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final int ROUNDS = 300;
    private static final long MIB = 1 << 20;

    private final Backbone backbone = Backbones.minilm();
    private final SplittableRandom random = new SplittableRandom(71);
    private final List<Tokens> texts = Backbones.texts(backbone, random, 6, 3);

    /** What a round allocates is about 3 MiB, so keeping it would add 900 MiB. */
    @Test
    void tuningAndSwappingHoldTheMemoryOfTheProcess() throws Exception {
        List<Adapter> adapters = List.of(
                Adapters.random(backbone, random, 16, 10),
                Adapters.random(backbone, random, 16, 10),
                Adapters.random(backbone, random, 16, 10));
        try (PrefixTrainer trainer = PrefixTrainer.create(
                        backbone, TrainingSettings.preset(Variant.NO_SHARE, 1), List.of("a", "b"));
                PrefixServer server = new PrefixServer(backbone)) {
            server.load("0", adapters.get(0));
            rounds(trainer, server, adapters, 60);
            int arrays = liveArrays();
            long before = residentBytes();
            long direct = directBytes();

            rounds(trainer, server, adapters, ROUNDS);

            long after = residentBytes();
            System.out.printf(
                    "memory: %d MiB before, %d MiB after %d steps and swaps; direct buffers %d to %d MiB%n",
                    before / MIB, after / MIB, ROUNDS, direct / MIB, directBytes() / MIB);
            assertThat(liveArrays()).as("arrays outside of any scope").isEqualTo(arrays);
            assertThat(after - before).isLessThan(128 * MIB);
        }
    }

    /** Batches of changing length, prefix and head tuned: a kept tensor of any step would show in the count, kept activations in both. */
    @Test
    void twoThousandStepsGrowTheProcessByLessThanFivePercent() throws Exception {
        try (PrefixTrainer trainer =
                PrefixTrainer.create(backbone, TrainingSettings.preset(Variant.DEEP_SHARE, 1), List.of("a", "b"))) {
            steps(trainer, 200);
            int arrays = liveArrays();
            long before = residentBytes();

            steps(trainer, 2_000);

            long after = residentBytes();
            System.out.printf("memory: %d MiB before and %d MiB after 2,000 steps%n", before / MIB, after / MIB);
            assertThat(liveArrays()).as("arrays outside of any scope").isEqualTo(arrays);
            assertThat(after).isLessThan(before * 105 / 100);
        }
    }

    private void steps(PrefixTrainer trainer, int steps) {
        for (int step = 0; step < steps; step++) {
            Tokens text = Backbones.texts(backbone, random, 3 + step % 7).get(0);
            trainer.step(List.of(new Example(text, step % 2)));
        }
    }

    private void rounds(PrefixTrainer trainer, PrefixServer server, List<Adapter> adapters, int rounds)
            throws UnknownAdapterException {
        for (int round = 0; round < rounds; round++) {
            trainer.step(List.of(new Example(texts.get(0), round % 2)));
            String coming = Integer.toString((round + 1) % adapters.size());
            server.load(coming, adapters.get((round + 1) % adapters.size()));
            server.answer(List.of(new Query(texts.get(1), coming)));
            server.evict(Integer.toString(round % adapters.size()));
        }
    }

    private int liveArrays() {
        try (NDManager scope = backbone.torch().scope()) {
            return scope.getParentManager().getManagedArrays().size();
        }
    }

    /** Without the garbage that the heap happens to hold. */
    private static long residentBytes() throws IOException {
        System.gc();
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(candidate -> candidate.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
