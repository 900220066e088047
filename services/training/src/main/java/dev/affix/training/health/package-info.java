/** The probes. */
@NullMarked
package dev.affix.training.health;

import org.jspecify.annotations.NullMarked;
