package dev.affix.standalone.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a demo shall do.
 *
 * @param events requests to send in this run
 * @param rate requests per second; infinite for all at once
 * @param arms the arms' variants; the first is the control
 * @param seed decides the order of the examples, the labels' delays and the arms' first weights
 * @param labelDelay mean delay of labels
 * @param partitions partitions of the topics keyed by request id
 * @param publishEvery examples between two versions of an arm
 * @param keep whether everything stays running at the end
 * @param dataDirectory where everything is stored
 */
record DemoSettings(
        int events,
        double rate,
        List<ArmPreset> arms,
        long seed,
        Duration labelDelay,
        int partitions,
        int publishEvery,
        boolean keep,
        Path dataDirectory) {}
