/** Tests, valid at any time, of what a comparison takes for granted: the assignment, the labels, their lateness. */
@NullMarked
package dev.affix.statistics.guard;

import org.jspecify.annotations.NullMarked;
