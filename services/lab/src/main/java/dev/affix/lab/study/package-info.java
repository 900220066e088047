/** What the experiments that tune real prefixes have in common: splits, tuning and scoring, logs of runs, tests, plots. */
@NullMarked
package dev.affix.lab.study;

import org.jspecify.annotations.NullMarked;
