/** {@code ./affix lab training-speed}: what a step costs, in units of the matrix products that it cannot do without. */
@NullMarked
package dev.affix.lab.speed;

import org.jspecify.annotations.NullMarked;
