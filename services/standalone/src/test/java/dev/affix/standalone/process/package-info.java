@NullMarked
package dev.affix.standalone.process;

import org.jspecify.annotations.NullMarked;
