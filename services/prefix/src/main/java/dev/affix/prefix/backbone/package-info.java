/** The frozen encoder's weights and configuration in host memory, verified. Knows no engine. */
@NullMarked
package dev.affix.prefix.backbone;

import org.jspecify.annotations.NullMarked;
