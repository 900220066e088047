/** The demo: the whole loop on one machine, from an empty directory to the final tables. */
@NullMarked
package dev.affix.standalone.demo;

import org.jspecify.annotations.NullMarked;
