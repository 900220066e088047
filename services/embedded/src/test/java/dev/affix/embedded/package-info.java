@NullMarked
package dev.affix.embedded;

import org.jspecify.annotations.NullMarked;
