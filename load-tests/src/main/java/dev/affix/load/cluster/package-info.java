/** Affix on this machine: the packaged services as processes, on a real broker and database. */
@NullMarked
package dev.affix.load.cluster;

import org.jspecify.annotations.NullMarked;
