@NullMarked
package dev.affix.lab.texts;

import org.jspecify.annotations.NullMarked;
