/** Starts and stops the stream processing with the application, and says whether it is complete. */
@NullMarked
package dev.affix.metrics.running;

import org.jspecify.annotations.NullMarked;
