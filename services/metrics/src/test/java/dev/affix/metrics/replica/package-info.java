@NullMarked
package dev.affix.metrics.replica;

import org.jspecify.annotations.NullMarked;
