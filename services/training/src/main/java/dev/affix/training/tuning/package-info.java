/** Arms that take batches, step and publish. No Kafka, no CDI. */
@NullMarked
package dev.affix.training.tuning;

import org.jspecify.annotations.NullMarked;
