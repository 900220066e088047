@NullMarked
package dev.affix.inference.engine;

import org.jspecify.annotations.NullMarked;
