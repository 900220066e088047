@NullMarked
package dev.affix.load.engine;

import org.jspecify.annotations.NullMarked;
