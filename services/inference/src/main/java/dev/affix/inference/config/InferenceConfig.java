package dev.affix.inference.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;

/** Settings of the inference service. In the environment: {@code AFFIX_INFERENCE_...}. */
@ConfigMapping(prefix = "affix.inference")
public interface InferenceConfig {
    /** Names this replica, in its transactional id and as a static member of its consumer group: different on each replica. */
    String instanceId();

    /** The backbone: {@code minilm}, or a directory in the layout of Hugging Face. */
    @WithDefault("minilm")
    String backbone();

    /** SHA-256 that the backbone's weights must have, in hexadecimal; checked if given. */
    Optional<String> backboneDigest();

    /** Where the engine computes: {@code cpu} or {@code cuda:0}. */
    @WithDefault("cpu")
    String device();

    /**
     * Numbers of the backbone's matrices: {@code float32}, or {@code bfloat16}, which takes half the memory and answers with logits
     * that differ by up to 2 percent.
     */
    @WithDefault("float32")
    @Pattern(regexp = "float32|bfloat16")
    String precision();

    /** Requests that one transaction answers, at most. */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int maxBatch();

    /** Tokens of a text that the model reads; the rest is cut off. */
    @WithDefault("64")
    @Min(3)
    int maxTokens();

    /** Engine calls at the same time; 0 means one per core. */
    @WithDefault("0")
    @Min(0)
    int threads();

    /** Threads inside one engine call. One gives the best throughput, all cores the best latency of a single request. */
    @WithDefault("1")
    @Min(1)
    int intraOpThreads();

    /** Rows (texts times arms) of one engine call, at most. */
    @WithDefault("64")
    @Min(1)
    int maxRowsPerCall();

    /** Versions of each arm that stay resident behind the newest, so that a request can still name them. */
    @WithDefault("2")
    @Min(0)
    int keepVersions();

    /** Bytes of all resident versions on the device, at most. Versions that experiments and aliases name go before others. */
    @WithDefault("1G")
    MemorySize bankBytes();

    /** Bytes of adapter files that stay in the host's memory behind the bank, at most. */
    @WithDefault("256M")
    MemorySize hostBytes();

    /** HTTP requests computed at the same time; others wait. */
    @WithDefault("4")
    @Min(1)
    int httpConcurrency();

    /** Texts of one HTTP request, at most. */
    @WithDefault("256")
    @Min(1)
    int httpMaxTexts();

    /** How long an HTTP request waits for its turn before it is told that the service is busy. */
    @WithDefault("5s")
    Duration httpQueueTime();

    /** How long the broker may take to answer at start before the service gives up. */
    @WithDefault("20s")
    Duration startupTimeout();
}
