@NullMarked
package dev.affix.contracts;

import org.jspecify.annotations.NullMarked;
