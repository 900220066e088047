/** The service's series for Prometheus. */
@NullMarked
package dev.affix.metrics.meters;

import org.jspecify.annotations.NullMarked;
