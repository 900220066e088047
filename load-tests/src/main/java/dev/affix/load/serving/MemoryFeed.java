package dev.affix.load.serving;

import dev.affix.inference.answering.Answering;
import dev.affix.inference.answering.BatchLimits;
import dev.affix.inference.answering.CallObserver;
import dev.affix.inference.answering.Model;
import dev.affix.inference.answering.Row;
import dev.affix.inference.answering.RowAnswer;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.adapter.InvalidAdapterException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.serving.Answer;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.serving.UnknownAdapterException;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** The service's engine and batching with its default settings, in this process and without Kafka. Not thread-safe. */
final class MemoryFeed implements AutoCloseable {
    /** The service's default: records of one transaction. */
    static final int BATCH = 64;

    /** Batches that are with the engine at the same time, as the service gives it. */
    private static final int FLIGHTS = 4;

    private static final int MAX_TOKENS = 64;
    private static final BatchLimits LIMITS =
            new BatchLimits(Runtime.getRuntime().availableProcessors(), 64, 1024, Duration.ofMillis(1), 1024);

    private final Backbone backbone;
    private final TextTokenizer tokenizer;
    private final PrefixServer server;
    private final Answering answering;
    private final List<String> digests;
    private final LongAdder count = new LongAdder();
    private final LongAdder rows = new LongAdder();

    MemoryFeed(BackboneWeights weights, List<AdapterFile> adapters) throws InvalidAdapterException {
        backbone = Backbone.open(weights, EngineSettings.defaults());
        tokenizer = new TextTokenizer(weights, MAX_TOKENS);
        server = new PrefixServer(backbone);
        for (AdapterFile file : adapters) {
            server.load(file.digest(), AdapterFile.read(file.model()));
        }
        digests = adapters.stream().map(AdapterFile::digest).toList();
        answering = Answering.open(new Engine(), LIMITS, System::nanoTime, new Counting());
    }

    /** Texts per second from the first answered batch to the last. */
    double rate(List<String> texts) {
        Deque<CompletableFuture<List<RowAnswer>>> flights = new ArrayDeque<>();
        long first = 0;
        for (int from = 0; from < texts.size(); from += BATCH) {
            flights.add(submit(texts.subList(from, Math.min(texts.size(), from + BATCH))));
            if (flights.size() == FLIGHTS) {
                flights.remove().join();
                first = first == 0 ? System.nanoTime() : first;
            }
        }
        flights.forEach(CompletableFuture::join);
        return (texts.size() - BATCH) * 1e9 / (System.nanoTime() - first);
    }

    /** Milliseconds of each full batch by itself. */
    double[] batchMillis(List<String> texts) {
        List<Double> millis = new ArrayList<>();
        for (int from = 0; from + BATCH <= texts.size(); from += BATCH) {
            long begin = System.nanoTime();
            submit(texts.subList(from, from + BATCH)).join();
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        return millis.stream().mapToDouble(value -> value).toArray();
    }

    /** The calls of the engine. */
    Calls calls() {
        return new Calls(count.sum(), rows.sum());
    }

    private CompletableFuture<List<RowAnswer>> submit(List<String> texts) {
        List<Row> rows = new ArrayList<>();
        for (Tokens tokens : tokenizer.encode(texts)) {
            digests.forEach(digest -> rows.add(new Row(tokens, digest)));
        }
        return answering.submit(rows);
    }

    @Override
    public void close() {
        answering.close();
        server.close();
        tokenizer.close();
        backbone.close();
    }

    private final class Counting implements CallObserver {
        @Override
        public void called(int called, int tokens, int padding, Duration computed) {
            count.increment();
            rows.add(called);
        }
    }

    private final class Engine implements Model {
        @Override
        public String backboneDigest() {
            return backbone.digest();
        }

        @Override
        public List<Tokens> encode(List<String> texts) {
            return tokenizer.encode(texts);
        }

        @Override
        public List<float[]> answer(List<Row> rows) {
            try {
                return server
                        .answer(rows.stream()
                                .map(row -> new Query(row.tokens(), row.digest()))
                                .toList())
                        .stream()
                        .map(Answer::logProbabilities)
                        .toList();
            } catch (UnknownAdapterException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
