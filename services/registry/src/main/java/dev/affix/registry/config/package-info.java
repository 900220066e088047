/** Settings. */
@NullMarked
package dev.affix.registry.config;

import org.jspecify.annotations.NullMarked;
