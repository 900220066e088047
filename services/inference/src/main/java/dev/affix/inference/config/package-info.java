/** The service's settings and what it refuses to start with. */
@NullMarked
package dev.affix.inference.config;

import org.jspecify.annotations.NullMarked;
