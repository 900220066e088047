@NullMarked
package dev.affix.registry;

import org.jspecify.annotations.NullMarked;
