/** Scores of generated texts, and arms compared by them. */
@NullMarked
package dev.affix.lab.texts;

import org.jspecify.annotations.NullMarked;
