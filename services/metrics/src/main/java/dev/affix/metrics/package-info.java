/** The metrics service: late-label join, prequential scores, comparisons, live page. */
@NullMarked
package dev.affix.metrics;

import org.jspecify.annotations.NullMarked;
