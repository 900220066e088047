package dev.affix.training.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the training service. In the environment: {@code AFFIX_TRAINING_...}. */
@ConfigMapping(prefix = "affix.training")
public interface TrainingConfig {
    /** The backbone: {@code minilm}, or a directory in the layout of Hugging Face. */
    @WithDefault("minilm")
    String backbone();

    /** SHA-256 that the backbone's weights must have, in hexadecimal; checked if given. */
    Optional<String> backboneDigest();

    /** Where the engine computes: {@code cpu} or {@code cuda:0}. */
    @WithDefault("cpu")
    String device();

    /**
     * Numbers of the backbone's matrices: {@code float32}, or {@code bfloat16}, whose gradients differ by about a percent. Prefixes and
     * heads are float32 in both. Part of what decides an adapter's bytes.
     */
    @WithDefault("float32")
    @Pattern(regexp = "float32|bfloat16")
    String precision();

    /** Directory of the checkpoints, of this process alone. Without it training starts over and makes the same bytes. */
    Path state();

    /** Arms that step at the same time; 0 means one per core. */
    @WithDefault("0")
    @Min(0)
    int threads();

    /** Threads inside one step. Part of what decides an adapter's bytes, as sums are rounded in another order. */
    @WithDefault("1")
    @Min(1)
    int intraOpThreads();

    /** Tokens of a text that the model reads; the rest is cut off. Must be as in inference. */
    @WithDefault("64")
    @Min(3)
    int maxTokens();

    /** Examples of one partition that wait in memory before it is read no further. */
    @WithDefault("1024")
    @Min(1)
    int maxBuffered();

    /** Examples, of all arms together, after which a checkpoint is written even if nothing was published. */
    @WithDefault("4000")
    @Min(1)
    int checkpointEvery();

    /** How long the broker may take to answer at start before the service gives up. */
    @WithDefault("20s")
    Duration startupTimeout();
}
