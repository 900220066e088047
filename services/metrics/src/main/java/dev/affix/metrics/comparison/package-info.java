/** One experiment's running scores, comparisons, curves and versions. Plain Java: no Quarkus, no Kafka. */
@NullMarked
package dev.affix.metrics.comparison;

import org.jspecify.annotations.NullMarked;
