/** The label join of the metrics service as a process on a real broker, against a bare consumer: {@code load-tests/join}. */
@NullMarked
package dev.affix.load.join;

import org.jspecify.annotations.NullMarked;
