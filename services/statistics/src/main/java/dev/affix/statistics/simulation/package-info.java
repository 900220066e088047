/** Proof by simulation that the comparisons keep their promises, and its report. */
@NullMarked
package dev.affix.statistics.simulation;

import org.jspecify.annotations.NullMarked;
