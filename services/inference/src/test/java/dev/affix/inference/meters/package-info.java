@NullMarked
package dev.affix.inference.meters;

import org.jspecify.annotations.NullMarked;
