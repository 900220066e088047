@NullMarked
package dev.affix.metrics.api;

import org.jspecify.annotations.NullMarked;
