package dev.affix.registry.outbox;

import dev.affix.contracts.Topics;
import java.time.Instant;

/**
 * An event on its way to Kafka.
 *
 * @param id position in the order of commits
 * @param topic where it goes
 * @param key the record's key
 * @param value the record's value, JSON
 * @param time when what it says happened
 * @param trace what the call that made it belongs to
 */
record OutboxEvent(long id, Topics topic, String key, String value, Instant time, TraceContext trace) {}
