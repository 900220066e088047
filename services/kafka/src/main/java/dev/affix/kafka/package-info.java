/** What every service wants of Kafka: client settings and the check of topics at start. No framework. */
@NullMarked
package dev.affix.kafka;

import org.jspecify.annotations.NullMarked;
