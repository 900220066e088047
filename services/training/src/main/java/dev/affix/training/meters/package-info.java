/** What the service measures. */
@NullMarked
package dev.affix.training.meters;

import org.jspecify.annotations.NullMarked;
