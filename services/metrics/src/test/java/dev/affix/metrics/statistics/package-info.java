@NullMarked
package dev.affix.metrics.statistics;

import org.jspecify.annotations.NullMarked;
