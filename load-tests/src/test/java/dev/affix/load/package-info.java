@NullMarked
package dev.affix.load;

import org.jspecify.annotations.NullMarked;
