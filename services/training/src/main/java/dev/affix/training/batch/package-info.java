/** Batches that depend on the log's contents alone, not on when records arrive. */
@NullMarked
package dev.affix.training.batch;

import org.jspecify.annotations.NullMarked;
