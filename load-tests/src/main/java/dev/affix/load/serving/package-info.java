/** The inference service as a process on a real broker: {@code load-tests/kafka} and {@code load-tests/soak}. */
@NullMarked
package dev.affix.load.serving;

import org.jspecify.annotations.NullMarked;
