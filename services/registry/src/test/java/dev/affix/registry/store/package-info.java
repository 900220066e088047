@NullMarked
package dev.affix.registry.store;

import org.jspecify.annotations.NullMarked;
