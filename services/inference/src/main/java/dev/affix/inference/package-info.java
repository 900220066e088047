/**
 * Inference: requests in over Kafka and HTTP, the answers of all arms of all running experiments out, exactly once.
 *
 * <p>A request's way: {@code stream} (transaction) → {@code answering} (parse, plan, compute, build) → {@code stream}. An
 * adapter's way: {@code follow} (topics, blob, checks) → {@code roster} (atomic swap).
 */
@NullMarked
package dev.affix.inference;

import org.jspecify.annotations.NullMarked;
