@NullMarked
package dev.affix.standalone;

import org.jspecify.annotations.NullMarked;
