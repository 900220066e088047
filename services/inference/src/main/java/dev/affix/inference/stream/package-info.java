/** Requests from Kafka to predictions and dead letters on Kafka, one transaction per batch. */
@NullMarked
package dev.affix.inference.stream;

import org.jspecify.annotations.NullMarked;
