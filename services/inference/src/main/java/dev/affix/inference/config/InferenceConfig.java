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
     * that differ by up to 2 percent, or {@code float16}, for GPUs, whose logits differ by some tenths of a percent.
     */
    @WithDefault("float32")
    @Pattern(regexp = "float32|bfloat16|float16")
    String precision();

    /** Requests that one transaction answers, at most. */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int maxBatch();

    /** Tokens of a text that the model reads. */
    @WithDefault("64")
    @Min(3)
    int maxTokens();

    /** What becomes of a longer text: {@code truncate} reads its beginning, {@code reject} refuses it. Counted either way. */
    @WithDefault("truncate")
    @Pattern(regexp = "truncate|reject")
    String overLength();

    /**
     * What the cores are for: {@code throughput} has one engine call per core, each with one thread; {@code latency} has one call at a
     * time with all cores in it, which begins as soon as a request is there.
     */
    @WithDefault("throughput")
    @Pattern(regexp = "throughput|latency")
    String favor();

    /** Engine calls at the same time; 0 means as many as what is favored needs. */
    @WithDefault("0")
    @Min(0)
    int threads();

    /** Threads inside one engine call; 0 means as many as what is favored needs. */
    @WithDefault("0")
    @Min(0)
    int intraOpThreads();

    /** Rows (texts times arms) of one engine call, at most. */
    @WithDefault("64")
    @Min(1)
    int maxRowsPerCall();

    /** Tokens of one engine call, padding included, at most. A GPU wants many more than a core. */
    @WithDefault("1024")
    @Min(1)
    int maxTokensPerCall();

    /** How long a row of an HTTP request waits for company while a worker is free, at most; none where latency is favored. */
    @WithDefault("1ms")
    Duration batchDelay();

    /** Rows that wait for a worker, at most: beyond it HTTP requests are refused and Kafka's partitions pause. */
    @WithDefault("1024")
    @Min(1)
    int maxWaitingRows();

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

    /** Texts of one HTTP request, at most. */
    @WithDefault("256")
    @Min(1)
    int httpMaxTexts();

    /** How long an HTTP request waits for a worker before it is told that the service is busy; a request may ask for less. */
    @WithDefault("5s")
    Duration httpQueueTime();

    /**
     * Texts that a decoder goes on with at the same time; each takes memory for its keys and values. At most so many of Kafka's are with
     * the decoder or in its queue, so that those of HTTP get their turn beside them.
     */
    @WithDefault("8")
    @Min(1)
    int generationRows();

    /**
     * Texts that wait for a row: more of HTTP's are refused with 429. Where more of Kafka's wait than so many, and than one, its
     * partitions pause.
     */
    @WithDefault("64")
    @Min(0)
    int generationQueue();

    /** Tokens of one prompt that a step reads. Few keep the other texts flowing, many read long prompts faster. */
    @WithDefault("64")
    @Min(1)
    int generationPromptTokens();

    /** How long a text of HTTP may take, its time in the queue included; it ends with what it has then. Kafka's take as long as they take. */
    @WithDefault("60s")
    Duration generationTime();

    /** How long the broker may take to answer at start before the service gives up. */
    @WithDefault("20s")
    Duration startupTimeout();
}
