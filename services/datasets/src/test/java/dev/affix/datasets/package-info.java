@NullMarked
package dev.affix.datasets;

import org.jspecify.annotations.NullMarked;
