/** What training must remember to go on where it stopped, on disk. */
@NullMarked
package dev.affix.training.checkpoint;

import org.jspecify.annotations.NullMarked;
