@NullMarked
package dev.affix.statistics.guard;

import org.jspecify.annotations.NullMarked;
