/** Kafka: examples and experiments in, dead letters out. */
@NullMarked
package dev.affix.training.stream;

import org.jspecify.annotations.NullMarked;
