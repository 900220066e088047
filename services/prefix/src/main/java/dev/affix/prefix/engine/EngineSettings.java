package dev.affix.prefix.engine;

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

    /** Returns one thread on the CPU in float32. */
    public static EngineSettings defaults() {
        return new EngineSettings(1, "cpu", Precision.FLOAT32);
    }
}
