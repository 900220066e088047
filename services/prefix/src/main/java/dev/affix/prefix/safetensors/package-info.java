/** A strict reader and a byte-reproducible writer of the safetensors format. */
@NullMarked
package dev.affix.prefix.safetensors;

import org.jspecify.annotations.NullMarked;
