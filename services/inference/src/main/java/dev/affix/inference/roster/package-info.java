/** Who answers: an immutable snapshot, replaced atomically. Plain Java. */
@NullMarked
package dev.affix.inference.roster;

import org.jspecify.annotations.NullMarked;
