/** Scores of classification and of generated text. */
@NullMarked
package dev.affix.statistics.score;

import org.jspecify.annotations.NullMarked;
