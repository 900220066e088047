/**
 * Learning from a stream whose classes change: one pass, test then train, with and without replay; what is forgotten and how fast a
 * new domain is learnt.
 */
@NullMarked
package dev.affix.lab.prequential;

import org.jspecify.annotations.NullMarked;
