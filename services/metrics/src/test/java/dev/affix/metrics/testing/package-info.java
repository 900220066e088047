/** What tests share. */
@NullMarked
package dev.affix.metrics.testing;

import org.jspecify.annotations.NullMarked;
