/** What differs between transformer families: one file each. Knows no engine. */
@NullMarked
package dev.affix.prefix.backbone.architecture;

import org.jspecify.annotations.NullMarked;
