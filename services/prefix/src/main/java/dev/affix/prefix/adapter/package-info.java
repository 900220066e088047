/** Materialized prefixes with their classification head: the PEFT file layout and its identity. */
@NullMarked
package dev.affix.prefix.adapter;

import org.jspecify.annotations.NullMarked;
