/** What the registry reads from Kafka. */
@NullMarked
package dev.affix.registry.listener;

import org.jspecify.annotations.NullMarked;
