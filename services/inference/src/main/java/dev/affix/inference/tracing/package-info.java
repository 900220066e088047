/** Traces that records belong to: spans where tracing is on, and their context passed on where it is off. */
@NullMarked
package dev.affix.inference.tracing;

import org.jspecify.annotations.NullMarked;
