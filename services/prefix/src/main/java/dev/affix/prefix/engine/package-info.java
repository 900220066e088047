/** The only package that touches DJL and its engine-internal classes. */
@NullMarked
package dev.affix.prefix.engine;

import org.jspecify.annotations.NullMarked;
