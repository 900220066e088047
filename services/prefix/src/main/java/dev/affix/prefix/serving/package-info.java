/** Answers of many adapters in one batch. */
@NullMarked
package dev.affix.prefix.serving;

import org.jspecify.annotations.NullMarked;
