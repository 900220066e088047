/** The life of experiments in this process. */
@NullMarked
package dev.affix.training.run;

import org.jspecify.annotations.NullMarked;
