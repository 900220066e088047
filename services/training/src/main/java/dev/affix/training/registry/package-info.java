/** The registry over HTTP. */
@NullMarked
package dev.affix.training.registry;

import org.jspecify.annotations.NullMarked;
