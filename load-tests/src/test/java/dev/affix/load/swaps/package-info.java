@NullMarked
package dev.affix.load.swaps;

import org.jspecify.annotations.NullMarked;
