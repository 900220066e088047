@NullMarked
package dev.affix.standalone.terminal;

import org.jspecify.annotations.NullMarked;
