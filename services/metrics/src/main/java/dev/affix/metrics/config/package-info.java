/** The service's settings. */
@NullMarked
package dev.affix.metrics.config;

import org.jspecify.annotations.NullMarked;
