@NullMarked
package dev.affix.metrics.join;

import org.jspecify.annotations.NullMarked;
