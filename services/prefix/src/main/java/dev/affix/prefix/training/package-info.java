/** Tuning of one adapter. */
@NullMarked
package dev.affix.prefix.training;

import org.jspecify.annotations.NullMarked;
