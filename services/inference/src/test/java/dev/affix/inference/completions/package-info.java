@NullMarked
package dev.affix.inference.completions;

import org.jspecify.annotations.NullMarked;
