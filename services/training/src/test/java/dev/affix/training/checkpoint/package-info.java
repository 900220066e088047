@NullMarked
package dev.affix.training.checkpoint;

import org.jspecify.annotations.NullMarked;
