/** The late-label join: what one prediction and its labels come to. Plain Java: no Quarkus, no Kafka. */
@NullMarked
package dev.affix.metrics.join;

import org.jspecify.annotations.NullMarked;
