@NullMarked
package dev.affix.training.batch;

import org.jspecify.annotations.NullMarked;
