@NullMarked
package dev.affix.training.run;

import org.jspecify.annotations.NullMarked;
