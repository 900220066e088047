/** The Open Inference Protocol v2 over HTTP. */
@NullMarked
package dev.affix.inference.oip;

import org.jspecify.annotations.NullMarked;
