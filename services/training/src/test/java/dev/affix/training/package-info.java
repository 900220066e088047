@NullMarked
package dev.affix.training;

import org.jspecify.annotations.NullMarked;
