@NullMarked
package dev.affix.inference.generation;

import org.jspecify.annotations.NullMarked;
