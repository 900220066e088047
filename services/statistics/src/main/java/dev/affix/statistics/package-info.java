/** Prequential scores and comparisons that stay valid while watched. Plain Java: no Quarkus, no Kafka. */
@NullMarked
package dev.affix.statistics;

import org.jspecify.annotations.NullMarked;
