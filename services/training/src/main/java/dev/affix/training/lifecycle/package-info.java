/** How threads are asked to end. */
@NullMarked
package dev.affix.training.lifecycle;

import org.jspecify.annotations.NullMarked;
