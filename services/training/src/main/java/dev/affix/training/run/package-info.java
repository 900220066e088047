/** The life of experiments in this process, and its start and end. */
@NullMarked
package dev.affix.training.run;

import org.jspecify.annotations.NullMarked;
