/** From request records to predictions: parsing, planning, computing, building. Plain Java on the prefix library's values. */
@NullMarked
package dev.affix.inference.answering;

import org.jspecify.annotations.NullMarked;
