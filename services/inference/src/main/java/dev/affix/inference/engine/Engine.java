package dev.affix.inference.engine;

import dev.affix.inference.answering.Model;
import dev.affix.inference.answering.Row;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.follow.AdapterBank;
import dev.affix.inference.follow.RefusedException;
import dev.affix.inference.follow.RefusedException.Reason;
import dev.affix.inference.generation.TextDecoder;
import dev.affix.inference.generation.TextModel;
import dev.affix.kafka.StartRefusedException;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.adapter.InvalidAdapterException;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.generation.ContinuousBatch;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.generation.TextStream;
import dev.affix.prefix.generation.TokenListener;
import dev.affix.prefix.serving.Answer;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.serving.UnknownAdapterException;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The frozen backbone with its tokenizer and its resident adapters.
 *
 * <p>Lifecycle: {@link #open} once before anything else, {@link #close} once after everything else. Thread-safe in between.
 */
@ApplicationScoped
public class Engine implements Model, AdapterBank, TextModel {
    private static final Logger LOG = Logger.getLogger(Engine.class);

    private final InferenceConfig config;
    private final Clock clock;
    private volatile @Nullable Loaded loaded;

    private record Loaded(
            Backbone backbone,
            TextTokenizer tokenizer,
            PrefixServer server,
            @Nullable Decoding decoding) {}

    /**
     * What a decoder has beside that.
     *
     * @param prompts a tokenizer that cuts nothing off
     */
    private record Decoding(ContinuousBatch texts, TextTokenizer prompts, Set<Integer> endTokens) {}

    Engine(InferenceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Loads the backbone and answers once, so that the first request does not pay for it.
     *
     * @throws StartRefusedException if the weights are missing, corrupt or not the expected ones
     */
    public void open() {
        long started = System.nanoTime();
        try {
            BackboneWeights weights = BackboneWeights.load(
                    config.backbone(), config.backboneDigest().orElse(null));
            TextTokenizer tokenizer = tokenizer(weights);
            EngineSettings settings = new EngineSettings(
                    Workload.of(config).intraOpThreads(), config.device(), Precision.of(config.precision()));
            settings.advice().ifPresent(LOG::warn);
            Backbone backbone = Backbone.open(weights, settings);
            Loaded now = new Loaded(backbone, tokenizer, new PrefixServer(backbone), decoding(weights, backbone));
            warm(now);
            loaded = now;
            LOG.infof(
                    "Backbone %s (%s) is warm after %d ms",
                    backbone.name(), backbone.digest(), (System.nanoTime() - started) / 1_000_000);
        } catch (BackboneException | IllegalArgumentException | IllegalStateException e) {
            throw new StartRefusedException(
                    "Backbone '" + config.backbone() + "' (AFFIX_INFERENCE_BACKBONE) cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private TextTokenizer tokenizer(BackboneWeights weights) {
        try {
            return new TextTokenizer(weights, config.maxTokens());
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("AFFIX_INFERENCE_MAX_TOKENS cannot be used: " + e.getMessage(), e);
        }
    }

    private @Nullable Decoding decoding(BackboneWeights weights, Backbone backbone) {
        if (!weights.config().architecture().decoder()) {
            return null;
        }
        ContinuousBatch texts = new ContinuousBatch(
                backbone,
                new ContinuousBatch.Limits(
                        config.generationRows(), config.generationQueue(), config.generationPromptTokens()),
                clock);
        Thread thread = new Thread(texts::run, "affix-generation");
        thread.setDaemon(true);
        thread.start();
        return new Decoding(texts, TextTokenizer.whole(weights), weights.endTokens());
    }

    private static void warm(Loaded engine) {
        BackboneConfig shape = engine.backbone.config();
        int hidden = shape.hidden();
        Adapter blank = new Adapter(
                engine.backbone.digest(),
                1,
                shape.layers(),
                shape.keyValueHeads(),
                shape.headDim(),
                List.of("a", "b"),
                new float[shape.valuesPerPosition()],
                new float[2 * hidden],
                new float[2]);
        String name = AdapterFile.of(blank).digest();
        engine.server.load(name, blank);
        Tokens tokens = engine.tokenizer.encode("The first text takes longest.");
        try {
            engine.server.answer(List.of(new Query(tokens, name)));
            engine.server.answer(List.of(new Query(tokens, name), new Query(tokens, name)));
        } catch (UnknownAdapterException e) {
            throw new IllegalStateException("The adapter that was just loaded is not resident", e);
        } finally {
            engine.server.evict(name);
        }
    }

    @Override
    public String backboneDigest() {
        return engine().backbone.digest();
    }

    @Override
    public List<Tokens> encode(List<String> texts) {
        return engine().tokenizer.encode(texts);
    }

    @Override
    public List<float[]> answer(List<Row> rows) {
        try {
            return engine()
                    .server
                    .answer(rows.stream()
                            .map(row -> new Query(row.tokens(), row.digest()))
                            .toList())
                    .stream()
                    .map(Answer::logProbabilities)
                    .toList();
        } catch (UnknownAdapterException e) {
            throw new IllegalStateException("A row's adapter is not resident", e);
        }
    }

    @Override
    public void load(String digest, byte[] file, List<String> labels) throws RefusedException {
        Loaded engine = engine();
        try {
            Adapter adapter = AdapterFile.read(file);
            if (!adapter.backboneDigest().equals(engine.backbone.digest())) {
                throw new RefusedException(
                        Reason.OTHER_BACKBONE,
                        "The file was tuned on backbone " + adapter.backboneDigest() + ", but this service runs "
                                + engine.backbone.digest());
            }
            if (!adapter.labels().equals(labels)) {
                throw new RefusedException(
                        Reason.OTHER_LABELS,
                        "The file has labels " + adapter.labels() + " where " + labels + " were published");
            }
            engine.server.load(digest, AdapterFile.read(file, engine.backbone.config(), engine.backbone.digest()));
        } catch (InvalidAdapterException e) {
            throw new RefusedException(Reason.INVALID_FILE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long bytes() {
        return engine().server.bytes();
    }

    @Override
    public boolean resident(String digest) {
        return engine().server.resident(digest);
    }

    /** Returns the digests of the resident versions. */
    public Set<String> residents() {
        return engine().server.residents();
    }

    /** Lets a version go; returns whether it was resident. */
    public boolean evict(String digest) {
        PrefixServer server = engine().server;
        boolean resident = server.resident(digest);
        server.evict(digest);
        return resident;
    }

    /** Returns whether the backbone is loaded. */
    public boolean isOpen() {
        return loaded != null;
    }

    @Override
    public String backboneName() {
        return engine().backbone.name();
    }

    @Override
    public boolean generates() {
        return engine().decoding != null;
    }

    @Override
    public int positions() {
        return engine().backbone.config().maxPositions();
    }

    @Override
    public Set<Integer> endTokens() {
        return decoding().endTokens;
    }

    @Override
    public Tokens prompt(String text) {
        return decoding().prompts.encode(text);
    }

    @Override
    public TextDecoder decoder(Tokens prompt) {
        TextStream stream = new TextStream(decoding().prompts, prompt);
        return new TextDecoder() {
            @Override
            public String next(int id) {
                return stream.next(id);
            }

            @Override
            public String rest() {
                return stream.rest();
            }
        };
    }

    @Override
    public Adapter adapter(String digest) {
        return engine().server
                .adapter(digest)
                .orElseThrow(() -> new IllegalStateException("Adapter " + digest + " is not resident"));
    }

    @Override
    public Runnable generate(GenerationRequest request, Instant deadline, TokenListener listener)
            throws QueueFullException {
        return decoding().texts.submit(request, deadline, listener)::cancel;
    }

    /** Returns how many texts go on now. */
    int textsActive() {
        Loaded engine = loaded;
        return engine == null || engine.decoding == null ? 0 : engine.decoding.texts.active();
    }

    /** Returns how many texts wait for a row. */
    int textsWaiting() {
        Loaded engine = loaded;
        return engine == null || engine.decoding == null ? 0 : engine.decoding.texts.waiting();
    }

    private Decoding decoding() {
        return Objects.requireNonNull(engine().decoding, "an encoder generates nothing");
    }

    /** Frees the native memory. */
    public void close() {
        Loaded engine = loaded;
        loaded = null;
        if (engine != null) {
            Decoding decoding = engine.decoding;
            if (decoding != null) {
                decoding.texts.close();
                decoding.prompts.close();
            }
            engine.server.close();
            engine.tokenizer.close();
            engine.backbone.close();
        }
    }

    private Loaded engine() {
        return Objects.requireNonNull(loaded, "the backbone is not open");
    }
}
