/** Texts that a decoder goes on with: for requests of HTTP and of Kafka alike. */
@NullMarked
package dev.affix.inference.generation;

import org.jspecify.annotations.NullMarked;
