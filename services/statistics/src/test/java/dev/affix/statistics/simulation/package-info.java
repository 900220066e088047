@NullMarked
package dev.affix.statistics.simulation;

import org.jspecify.annotations.NullMarked;
