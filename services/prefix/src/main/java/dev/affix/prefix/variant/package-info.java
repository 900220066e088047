/** How a prefix is parameterized while it is tuned. */
@NullMarked
package dev.affix.prefix.variant;

import org.jspecify.annotations.NullMarked;
