@NullMarked
package dev.affix.standalone.dataset;

import org.jspecify.annotations.NullMarked;
