/** The probes. */
@NullMarked
package dev.affix.inference.health;

import org.jspecify.annotations.NullMarked;
