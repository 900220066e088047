/** What must hold before the registry runs. */
@NullMarked
package dev.affix.registry.start;

import org.jspecify.annotations.NullMarked;
