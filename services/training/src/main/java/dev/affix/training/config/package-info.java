/** The service's settings. */
@NullMarked
package dev.affix.training.config;

import org.jspecify.annotations.NullMarked;
