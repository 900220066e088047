/** The backbone and its server as beans. */
@NullMarked
package dev.affix.inference.engine;

import org.jspecify.annotations.NullMarked;
