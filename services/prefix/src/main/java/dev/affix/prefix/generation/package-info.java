/** Text from a decoder: how the next token is chosen, and when to stop. */
@NullMarked
package dev.affix.prefix.generation;

import org.jspecify.annotations.NullMarked;
