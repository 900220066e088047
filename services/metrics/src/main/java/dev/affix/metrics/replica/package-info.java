/** What each replica of the service holds of an experiment, and how one that is asked puts the whole together. */
@NullMarked
package dev.affix.metrics.replica;

import org.jspecify.annotations.NullMarked;
