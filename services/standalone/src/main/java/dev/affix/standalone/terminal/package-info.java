/** What people see: a status block that updates in place, and tables. */
@NullMarked
package dev.affix.standalone.terminal;

import org.jspecify.annotations.NullMarked;
