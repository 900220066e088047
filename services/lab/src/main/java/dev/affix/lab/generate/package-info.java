/** Text from a decoder, and the small real one there is to try it on. */
@NullMarked
package dev.affix.lab.generate;

import org.jspecify.annotations.NullMarked;
