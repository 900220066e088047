/** One command on one machine: the launcher's command line. */
@NullMarked
package dev.affix.standalone;

import org.jspecify.annotations.NullMarked;
