@NullMarked
package dev.affix.statistics;

import org.jspecify.annotations.NullMarked;
