package dev.affix.metrics.topology;

import java.time.Duration;

/**
 * What the topology depends on.
 *
 * @param labelHorizon how long after its prediction a label counts
 * @param rollingWindow examples of the rolling accuracy
 * @param verdictEvery examples after which an unchanged verdict goes out again
 * @param experimentPatience how long to wait for an experiment that answered but was not read yet; well below a
 *     transaction's timeout
 */
public record TopologySettings(
        Duration labelHorizon, int rollingWindow, int verdictEvery, Duration experimentPatience) {}
