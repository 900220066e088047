@NullMarked
package dev.affix.standalone.replay;

import org.jspecify.annotations.NullMarked;
