@NullMarked
package dev.affix.metrics.running;

import org.jspecify.annotations.NullMarked;
