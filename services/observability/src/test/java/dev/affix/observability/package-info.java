@NullMarked
package dev.affix.observability;

import org.jspecify.annotations.NullMarked;
