/** Events leave with the state change that made them: written in its transaction, relayed to Kafka in commit order. */
@NullMarked
package dev.affix.registry.outbox;

import org.jspecify.annotations.NullMarked;
