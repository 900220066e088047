@NullMarked
package dev.affix.inference.stream;

import org.jspecify.annotations.NullMarked;
