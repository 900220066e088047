@NullMarked
package dev.affix.load.generation;

import org.jspecify.annotations.NullMarked;
