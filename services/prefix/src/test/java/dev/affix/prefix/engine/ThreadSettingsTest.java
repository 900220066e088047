package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What libtorch keeps for each thread. */
class ThreadSettingsTest {
    private final Backbone tiny = Backbones.tiny();
    private final SplittableRandom random = new SplittableRandom(101);
    private final Adapter adapter = Adapters.random(tiny, random, 4, 2);
    private final List<Tokens> texts = Backbones.texts(tiny, random, 5);

    /** The number of threads is a thread's own once it has computed. */
    @Test
    void everyThreadComputesWithTheConfiguredNumberOfThreads() throws Exception {
        Bank bank = new Bank(tiny, List.of(adapter));
        try {
            assertThat(inNewThread(() -> {
                        JniUtils.setNumThreads(2);
                        bank.logits(texts, new int[1]);
                        return JniUtils.getNumThreads();
                    }))
                    .isEqualTo(1);
        } finally {
            bank.release();
        }
    }

    @Test
    void gradientRecordingIsOffAgainAfterServing() throws Exception {
        Bank bank = new Bank(tiny, List.of(adapter));
        try {
            assertThat(inNewThread(() -> {
                        assertThat(JniUtils.isGradMode()).as("in a new thread").isTrue();
                        bank.logits(texts, new int[1]);
                        return JniUtils.isGradMode();
                    }))
                    .isFalse();
        } finally {
            bank.release();
        }
    }

    @Test
    void gradientRecordingIsOffAgainAfterTuning() throws Exception {
        Tuning tuning = new Tuning(tiny);
        assertThat(inNewThread(() -> {
                    tuning.gradients(adapter.keyValues(), adapter.headWeight(), adapter.headBias(), texts, new int[1]);
                    return JniUtils.isGradMode();
                }))
                .isFalse();
    }

    private static <T> T inNewThread(Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, runnable -> new Thread(runnable).start())
                .get(60, TimeUnit.SECONDS);
    }
}
