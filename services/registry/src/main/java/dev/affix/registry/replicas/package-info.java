/** Which inference replicas live and what each has applied, so that a caller can wait for its own change. */
@NullMarked
package dev.affix.registry.replicas;

import org.jspecify.annotations.NullMarked;
