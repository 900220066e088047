/** Offline experiments on shared and separate prefixes, one command each. */
@NullMarked
package dev.affix.lab;

import org.jspecify.annotations.NullMarked;
