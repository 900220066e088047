@NullMarked
package dev.affix.metrics.topology;

import org.jspecify.annotations.NullMarked;
