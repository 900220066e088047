/** Kafka Streams around the join and the comparison: topology, stores, processors. No Quarkus. */
@NullMarked
package dev.affix.metrics.topology;

import org.jspecify.annotations.NullMarked;
