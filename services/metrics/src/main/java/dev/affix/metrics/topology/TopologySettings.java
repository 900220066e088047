package dev.affix.metrics.topology;

import dev.affix.metrics.join.Bounds;
import java.time.Duration;

/**
 * What the topology depends on.
 *
 * @param bounds what bounds the memory of the label join, of each partition
 * @param rollingWindow examples of the rolling accuracy
 * @param verdictEvery examples after which an unchanged verdict goes out again
 * @param experimentPatience how long to wait for an experiment that answered but was not read yet; well below a
 *     transaction's timeout
 */
public record TopologySettings(Bounds bounds, int rollingWindow, int verdictEvery, Duration experimentPatience) {}
