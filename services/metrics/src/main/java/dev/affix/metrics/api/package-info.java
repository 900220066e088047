/** What the page and automation read: documents built from the state, over HTTP. */
@NullMarked
package dev.affix.metrics.api;

import org.jspecify.annotations.NullMarked;
