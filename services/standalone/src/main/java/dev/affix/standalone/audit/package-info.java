/** Reads the topics of a run and says whether every request has exactly one scored record. */
@NullMarked
package dev.affix.standalone.audit;

import org.jspecify.annotations.NullMarked;
