@NullMarked
package dev.affix.load.texts;

import org.jspecify.annotations.NullMarked;
