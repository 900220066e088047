@NullMarked
package dev.affix.inference;

import org.jspecify.annotations.NullMarked;
