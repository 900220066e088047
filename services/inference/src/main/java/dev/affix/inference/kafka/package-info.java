/** Clients of Kafka, made from the settings under {@code kafka.}, and the check of the topics. */
@NullMarked
package dev.affix.inference.kafka;

import org.jspecify.annotations.NullMarked;
