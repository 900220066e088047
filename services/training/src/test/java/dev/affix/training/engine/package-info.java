@NullMarked
package dev.affix.training.engine;

import org.jspecify.annotations.NullMarked;
