@NullMarked
package dev.affix.inference.follow;

import org.jspecify.annotations.NullMarked;
