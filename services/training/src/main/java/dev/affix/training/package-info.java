/** Tunes the arms of experiments on scored examples and publishes their versions. */
@NullMarked
package dev.affix.training;

import org.jspecify.annotations.NullMarked;
