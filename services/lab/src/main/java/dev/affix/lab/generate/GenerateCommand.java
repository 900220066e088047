package dev.affix.lab.generate;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.adapter.InvalidAdapterException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.Generator;
import dev.affix.prefix.generation.Sampling;
import dev.affix.prefix.generation.TextStream;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./affix lab generate}. */
@Command(
        name = "generate",
        description =
                "Goes on with a text on a decoder, after an adapter's prefix or none; each piece is shown as it is made.")
public final class GenerateCommand implements Callable<Integer> {
    @Option(
            names = "--backbone",
            defaultValue = Stories15M.NAME,
            description = "stories15M (fetched with npm the first time), a Hugging Face directory, or a model file of"
                    + " llama2.c. Default: ${DEFAULT-VALUE}.")
    private String backbone = "";

    @Option(names = "--prompt", defaultValue = "Once upon a time", description = "Default: ${DEFAULT-VALUE}.")
    private String prompt = "";

    @Option(names = "--adapter", paramLabel = "FILE", description = "An adapter_model.safetensors of this backbone.")
    private @Nullable Path adapter;

    @Option(names = "--max-tokens", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "0 always takes the likeliest token. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(
            names = "--top-p",
            defaultValue = "0.9",
            description = "Nucleus, above temperature 0. Default: ${DEFAULT-VALUE}.")
    private double topP;

    @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            defaultValue = "target/affix-lab/stories15M",
            description = "Where fetched weights are kept. Default: ${DEFAULT-VALUE}.")
    private Path cache = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String path = backbone.equals(Stories15M.NAME)
                ? Stories15M.in(cache, err::println).toString()
                : backbone;
        BackboneWeights weights = BackboneWeights.load(path);
        if (!weights.config().architecture().decoder()) {
            throw new IOException(
                    "Backbone " + weights.name() + " is an encoder, which generates nothing; name a decoder");
        }
        try (Backbone open = Backbone.open(weights, new EngineSettings(threads, "cpu", Precision.FLOAT32));
                TextTokenizer tokenizer =
                        new TextTokenizer(weights, weights.config().maxPositions())) {
            Tokens start = tokenizer.encode(prompt);
            out.print(prompt);
            out.flush();
            TextStream text = new TextStream(tokenizer, start);
            long from = System.nanoTime();
            List<Integer> made = new Generator(open)
                    .generate(
                            new GenerationRequest(
                                    start,
                                    prefix(weights),
                                    new Sampling(temperature, topP),
                                    seed,
                                    maxTokens,
                                    weights.endTokens()),
                            id -> {
                                out.print(text.next(id));
                                out.flush();
                            });
            out.print(text.rest());
            out.println();
            double seconds = (System.nanoTime() - from) / 1e9;
            err.printf("%d tokens in %.2f s, %.0f tokens/s%n", made.size(), seconds, made.size() / seconds);
        }
        return 0;
    }

    private @Nullable Adapter prefix(BackboneWeights weights) throws IOException {
        if (adapter == null) {
            return null;
        }
        try {
            return AdapterFile.read(Files.readAllBytes(adapter), weights.config(), weights.digest());
        } catch (InvalidAdapterException e) {
            throw new IOException(adapter + ": " + e.getMessage(), e);
        }
    }
}
