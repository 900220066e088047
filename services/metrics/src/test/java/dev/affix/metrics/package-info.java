@NullMarked
package dev.affix.metrics;

import org.jspecify.annotations.NullMarked;
