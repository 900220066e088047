@NullMarked
package dev.affix.load.serving;

import org.jspecify.annotations.NullMarked;
