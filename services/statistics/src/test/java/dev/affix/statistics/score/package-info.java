@NullMarked
package dev.affix.statistics.score;

import org.jspecify.annotations.NullMarked;
