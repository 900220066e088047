package dev.affix.prefix.engine;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** What {@link MemoryTest} looks at: a process that does one kind of work and says what it holds before and after. */
final class MemoryRun {
    private static final List<String> LABELS = List.of("a", "b");

    private final Backbone backbone = Backbones.minilm();
    private final SplittableRandom random = new SplittableRandom(71);

    private MemoryRun() {}

    private interface Work {
        void times(int count) throws UnknownAdapterException;
    }

    /** Arguments: the work, how often before the first look, how often between the looks. */
    public static void main(String[] arguments) throws Exception {
        MemoryRun run = new MemoryRun();
        int warmUp = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "steps" -> run.steps(warmUp, count);
            case "swaps" -> run.swaps(warmUp, count);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Steps of tuning a prefix and a head, on batches of changing length. */
    private void steps(int warmUp, int count) throws Exception {
        try (PrefixTrainer trainer =
                PrefixTrainer.create(backbone, TrainingSettings.preset(Variant.DEEP_SHARE, 1), LABELS)) {
            look(warmUp, count, times -> {
                for (int step = 0; step < times; step++) {
                    Tokens text =
                            Backbones.texts(backbone, random, 3 + step % 7).get(0);
                    trainer.step(List.of(new Example(text, step % 2)));
                }
            });
        }
    }

    /** A step of tuning, a version that comes, an answer by it, and a version that goes. */
    private void swaps(int warmUp, int count) throws Exception {
        List<Tokens> texts = Backbones.texts(backbone, random, 6, 3);
        List<Adapter> adapters = List.of(
                Adapters.random(backbone, random, 16, 10),
                Adapters.random(backbone, random, 16, 10),
                Adapters.random(backbone, random, 16, 10));
        try (PrefixTrainer trainer =
                        PrefixTrainer.create(backbone, TrainingSettings.preset(Variant.NO_SHARE, 1), LABELS);
                PrefixServer server = new PrefixServer(backbone)) {
            server.load("0", adapters.get(0));
            look(warmUp, count, times -> {
                for (int round = 0; round < times; round++) {
                    trainer.step(List.of(new Example(texts.get(0), round % 2)));
                    int coming = (round + 1) % adapters.size();
                    server.load(Integer.toString(coming), adapters.get(coming));
                    server.answer(List.of(new Query(texts.get(1), Integer.toString(coming))));
                    server.evict(Integer.toString(round % adapters.size()));
                }
            });
        }
    }

    private void look(int warmUp, int count, Work work) throws Exception {
        work.times(warmUp);
        print("before");
        work.times(count);
        print("after");
    }

    private void print(String when) throws IOException {
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        try (NDManager scope = backbone.torch().scope()) {
            System.out.println(when + " " + residentBytes() + " " + heap + " "
                    + scope.getParentManager().getManagedArrays().size());
        }
    }

    private static long residentBytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(candidate -> candidate.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
