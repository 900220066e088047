package dev.affix.prefix.engine;

import java.util.Optional;

/**
 * How the engine runs.
 *
 * @param intraOpThreads threads inside one operator; 1 with one worker per core serves most
 * @param device {@code cpu} or {@code cuda:N}
 * @param precision numbers of the backbone's computation
 */
public record EngineSettings(int intraOpThreads, String device, Precision precision) {
    public EngineSettings {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException("intraOpThreads is " + intraOpThreads + "; at least 1 is needed");
        }
        if (!device.matches("cpu|cuda:\\d{1,4}")) {
            throw new IllegalArgumentException("device is '" + device + "'; it must be cpu or cuda:N");
        }
    }

    /** Returns what speaks against these settings on this machine; empty if nothing does. They work all the same. */
    public Optional<String> advice() {
        if (!device.equals("cpu")) {
            return Optional.empty();
        }
        return switch (precision) {
            case FLOAT32 -> Optional.empty();
            case BFLOAT16 ->
                Processor.current().multipliesBfloat16()
                        ? Optional.empty()
                        : Optional.of(
                                "precision is bfloat16, but this processor has no instructions for it (such as avx512_bf16):"
                                        + " float32 is many times faster here");
            case FLOAT16 -> Optional.of("precision is float16, which is for GPUs: on a CPU float32 is faster");
        };
    }

    /** Returns one thread on the CPU in float32. */
    public static EngineSettings defaults() {
        return new EngineSettings(1, "cpu", Precision.FLOAT32);
    }
}
