/** Follows experiments and adapters, and admits versions that pass every check. */
@NullMarked
package dev.affix.inference.follow;

import org.jspecify.annotations.NullMarked;
