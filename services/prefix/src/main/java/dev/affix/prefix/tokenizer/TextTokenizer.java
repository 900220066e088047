package dev.affix.prefix.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.affix.prefix.backbone.BackboneWeights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The tokenizer of a backbone. Truncation and padding that the tokenizer file carries are replaced: texts are cut to
 * {@code maxTokens}, special tokens included, and never padded. A text's ids do not depend on the texts beside it.
 * Thread-safe; {@link #close} waits for calls in flight. Needs no network.
 */
public final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Loads the tokenizer.
     *
     * @param maxTokens longest answer, from 2 (the special tokens) to the backbone's positions
     * @throws dev.affix.prefix.backbone.BackboneException if the tokenizer file cannot be used with the backbone
     */
    public TextTokenizer(BackboneWeights weights, int maxTokens) {
        int positions = weights.config().maxPositions();
        if (maxTokens < 2 || maxTokens > positions) {
            throw new IllegalArgumentException(
                    "maxTokens is " + maxTokens + ", backbone " + weights.name() + " takes 2 to " + positions);
        }
        tokenizer = open(
                weights,
                Map.of(
                        "addSpecialTokens", "true",
                        "truncation", "true",
                        "padding", "false",
                        "maxLength", Integer.toString(maxTokens),
                        "modelMaxLength", Integer.toString(positions)));
    }

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Returns one that cuts no text off: who asks finds out how long it is. */
    public static TextTokenizer whole(BackboneWeights weights) {
        return new TextTokenizer(
                open(weights, Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false")));
    }

    private static HuggingFaceTokenizer open(BackboneWeights weights, Map<String, String> options) {
        byte[] json = TokenizerJson.checked(weights);
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
        } catch (IOException | RuntimeException e) {
            throw TokenizerJson.unusable(weights, e.getMessage(), e);
        }
    }

    /** Ids of one text. An empty text has only the special tokens. */
    public Tokens encode(String text) {
        return encode(List.of(text)).get(0);
    }

    /** Ids of each text, in order; the same as one by one. */
    public List<Tokens> encode(List<String> texts) {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The tokenizer is closed");
            }
            if (texts.isEmpty()) {
                return List.of();
            }
            List<Tokens> tokens = new ArrayList<>(texts.size());
            for (Encoding encoding : tokenizer.batchEncode(texts.toArray(String[]::new))) {
                tokens.add(tokens(encoding));
            }
            return tokens;
        } finally {
            reading.unlock();
        }
    }

    /** Returns the text of ids, without special tokens. */
    public String decode(Tokens tokens) {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The tokenizer is closed");
            }
            return tokenizer.decode(Arrays.stream(tokens.ids()).asLongStream().toArray(), true);
        } finally {
            reading.unlock();
        }
    }

    private static Tokens tokens(Encoding encoding) {
        long[] ids = encoding.getIds();
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return new Tokens(narrow, encoding.exceedMaxLength());
    }

    @Override
    public void close() {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                tokenizer.close();
            }
        } finally {
            writing.unlock();
        }
    }
}
