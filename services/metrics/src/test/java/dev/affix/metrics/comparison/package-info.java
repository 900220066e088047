@NullMarked
package dev.affix.metrics.comparison;

import org.jspecify.annotations.NullMarked;
