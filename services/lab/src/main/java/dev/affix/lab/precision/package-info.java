/** What bfloat16 changes in the answers of tuned adapters. */
@NullMarked
package dev.affix.lab.precision;

import org.jspecify.annotations.NullMarked;
