package dev.affix.lab.study;

import dev.affix.datasets.LabelledText;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Bank;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A frozen backbone with its tokenizer, for one task's labels: tunes adapters and scores them. One thread inside an operator, so
 * that results do not depend on how many tune side by side. Thread-safe.
 */
public final class Learner implements AutoCloseable {
    private static final int SCORE_BATCH = 16;

    private final Backbone backbone;
    private final TextTokenizer tokenizer;
    private final List<String> labels;
    private final Map<String, Integer> indices = new HashMap<>();

    /**
     * Opens one on the CPU.
     *
     * @param precision numbers of the backbone's matrices
     * @param labels the task's labels, in the order of the head's rows
     * @param maxTokens longer texts are cut
     */
    public Learner(BackboneWeights weights, Precision precision, List<String> labels, int maxTokens) {
        EngineSettings settings = new EngineSettings(1, "cpu", precision);
        settings.advice().ifPresent(advice -> System.err.println("Mind: " + advice + "."));
        this.backbone = Backbone.open(weights, settings);
        this.tokenizer = new TextTokenizer(weights, maxTokens);
        this.labels = List.copyOf(labels);
        for (int i = 0; i < labels.size(); i++) {
            indices.put(labels.get(i), i);
        }
    }

    /** Returns the SHA-256 of the backbone's weights. */
    public String backboneDigest() {
        return backbone.digest();
    }

    /** Returns a trainer of an adapter for these labels. */
    public PrefixTrainer trainer(TrainingSettings settings) {
        return PrefixTrainer.create(backbone, settings, labels);
    }

    /**
     * Tokenizes.
     *
     * @throws IllegalArgumentException if a label is not one of the task's
     */
    public List<Example> examples(List<LabelledText> texts) {
        List<Tokens> tokens =
                tokenizer.encode(texts.stream().map(LabelledText::text).toList());
        return IntStream.range(0, texts.size())
                .mapToObj(i -> {
                    Integer label = indices.get(texts.get(i).label());
                    if (label == null) {
                        throw new IllegalArgumentException(
                                "'" + texts.get(i).label() + "' is not one of the task's labels");
                    }
                    return new Example(tokens.get(i), label);
                })
                .toList();
    }

    /**
     * Makes steps on reshuffled passes over the examples; a batch may hold the end of one pass and the beginning of the next.
     *
     * @return the mean loss of the last quarter of the steps
     */
    public static double tune(PrefixTrainer trainer, List<Example> examples, int steps, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> left = new ArrayList<>();
        double loss = 0;
        int counted = 0;
        for (int step = 0; step < steps; step++) {
            List<Example> batch = new ArrayList<>();
            while (batch.size() < trainer.settings().batchSize()) {
                if (left.isEmpty()) {
                    left.addAll(examples);
                    StratifiedOrder.shuffle(left, random);
                }
                batch.add(left.remove(left.size() - 1));
            }
            double now = trainer.step(batch).loss();
            if (4 * (step + 1) > 3 * steps) {
                loss += now;
                counted++;
            }
        }
        return loss / counted;
    }

    /** Returns for each example whether the adapter names its label. */
    public boolean[] correct(Adapter adapter, List<Example> examples) {
        int[] answers = answers(adapter, examples);
        boolean[] correct = new boolean[answers.length];
        for (int i = 0; i < answers.length; i++) {
            correct[i] = answers[i] == examples.get(i).label();
        }
        return correct;
    }

    /** Returns for each example the label that the adapter names, as it would be served on this backbone. */
    public int[] answers(Adapter adapter, List<Example> examples) {
        // Texts of like length together are padded less.
        List<Integer> byLength =
                new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
        byLength.sort(Comparator.comparingInt(i -> examples.get(i).input().length()));
        int[] answers = new int[examples.size()];
        Bank bank = new Bank(backbone, List.of(adapter));
        try {
            for (int from = 0; from < byLength.size(); from += SCORE_BATCH) {
                List<Integer> rows = byLength.subList(from, Math.min(byLength.size(), from + SCORE_BATCH));
                float[] logits = bank.logits(
                        rows.stream().map(i -> examples.get(i).input()).toList(), new int[rows.size()]);
                for (int row = 0; row < rows.size(); row++) {
                    answers[rows.get(row)] = greatest(logits, row * labels.size(), labels.size());
                }
            }
        } finally {
            bank.release();
        }
        return answers;
    }

    private static int greatest(float[] logits, int from, int count) {
        int best = 0;
        for (int c = 1; c < count; c++) {
            if (logits[from + c] > logits[from + best]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public void close() {
        tokenizer.close();
        backbone.close();
    }
}
