/** Arms that generate texts, through the whole loop. */
@NullMarked
package dev.affix.load.texts;

import org.jspecify.annotations.NullMarked;
