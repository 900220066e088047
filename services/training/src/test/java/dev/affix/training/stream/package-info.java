@NullMarked
package dev.affix.training.stream;

import org.jspecify.annotations.NullMarked;
