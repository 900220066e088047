@NullMarked
package dev.affix.training.tuning;

import org.jspecify.annotations.NullMarked;
