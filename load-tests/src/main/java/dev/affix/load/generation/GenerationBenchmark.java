package dev.affix.load.generation;

import dev.affix.lab.study.Rounds;
import dev.affix.lab.study.Spread;
import dev.affix.lab.study.Table;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.Tensor;
import dev.affix.prefix.backbone.architecture.Architectures;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.generation.ContinuousBatch;
import dev.affix.prefix.generation.Ending;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.generation.Sampling;
import dev.affix.prefix.generation.TokenListener;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The same texts generated together and one after another, in turn, round by round. */
@Command(
        name = "load-tests/generate",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Tokens a second of texts generated together, each after its own prefix, against one after another.")
public final class GenerationBenchmark implements Callable<Integer> {
    private static final int PREFIX = 16;

    @Option(
            names = "--backbone",
            description = "A decoder's directory, or a model file of llama2.c. Default: random numbers in the shape of"
                    + " stories15M.")
    private @Nullable String path;

    @Option(names = "--rows", split = ",", defaultValue = "4,8,16", description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> rows = List.of();

    @Option(names = "--texts", defaultValue = "16", description = "Of a round. Default: ${DEFAULT-VALUE}.")
    private int texts;

    @Option(names = "--prompt-tokens", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}.")
    private int promptTokens;

    @Option(
            names = "--tokens",
            defaultValue = "64",
            description = "Most of a text; lengths are spread evenly from a quarter of it. Default: ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(names = "--threads", defaultValue = "1", description = "Inside an operator. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--rounds", defaultValue = "7", description = "Rounds counted. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warmup", defaultValue = "2", description = "Rounds before. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    private final SplittableRandom random = new SplittableRandom(1);

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GenerationBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() {
        BackboneWeights weights = path == null ? stories() : BackboneWeights.load(path);
        try (Backbone backbone = Backbone.open(weights, new EngineSettings(threads, "cpu", Precision.FLOAT32))) {
            List<GenerationRequest> requests = IntStream.range(0, texts)
                    .mapToObj(i -> request(backbone, tokens / 4 + (tokens - tokens / 4) * i / Math.max(1, texts - 1)))
                    .toList();
            int all = requests.stream().mapToInt(GenerationRequest::maxTokens).sum();
            Rounds work = new Rounds().add("one after another", 1, () -> generate(backbone, requests, 1));
            rows.forEach(most -> work.add(most + " together", 1, () -> generate(backbone, requests, most)));
            work.run(warmup, rounds, round -> System.out.printf("round %d of %d%n", round, warmup + rounds));
            Table table =
                    new Table("texts at the same time", "tokens/s, median", "times one after another", "quartiles");
            table.row("1", number(all / work.millis("one after another").median() * 1000), "1", "");
            for (int most : rows) {
                String name = most + " together";
                Spread ratio = work.ratio("one after another", name);
                table.row(
                        Integer.toString(most),
                        number(all / work.millis(name).median() * 1000),
                        number(ratio.median()),
                        number(ratio.lower()) + " to " + number(ratio.upper()));
            }
            System.out.println();
            System.out.print(table.markdown());
        }
        return 0;
    }

    private GenerationRequest request(Backbone backbone, int length) {
        BackboneConfig c = backbone.config();
        Adapter prefix = new Adapter(
                backbone.digest(),
                PREFIX,
                c.layers(),
                c.keyValueHeads(),
                c.headDim(),
                List.of(),
                normal(PREFIX * c.valuesPerPosition(), 0.3),
                new float[0],
                new float[0]);
        int[] prompt = random.ints(promptTokens, 3, c.vocabulary()).toArray();
        return new GenerationRequest(new Tokens(prompt), prefix, Sampling.GREEDY, 1, length, Set.of());
    }

    private static void generate(Backbone backbone, List<GenerationRequest> requests, int rows) {
        try (ContinuousBatch batch = new ContinuousBatch(
                backbone, new ContinuousBatch.Limits(rows, requests.size(), 64), Clock.systemUTC())) {
            for (GenerationRequest request : requests) {
                batch.submit(request, Instant.MAX, new Deaf());
            }
            while (batch.step()) {
                // until all texts are done
            }
        } catch (QueueFullException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Deaf implements TokenListener {
        @Override
        public boolean token(int id) {
            return true;
        }

        @Override
        public void ended(Ending ending) {}

        @Override
        public void failed(RuntimeException problem) {
            throw problem;
        }
    }

    /** Speed does not depend on the weights' values. */
    private BackboneWeights stories() {
        BackboneConfig config =
                new BackboneConfig(Architectures.LLAMA, 6, 288, 6, 6, 768, 32_000, 256, 1, 1e-5f, 10_000, true);
        Map<String, Tensor> tensors = new HashMap<>();
        config.architecture().tensors(config).forEach((name, shape) -> {
            int size = 1;
            for (long dimension : shape) {
                size *= (int) dimension;
            }
            tensors.put(name, new Tensor(normal(size, 0.02), shape));
        });
        return BackboneWeights.of("random", "random numbers", "0".repeat(64), config, tensors, new byte[0]);
    }

    private float[] normal(int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
