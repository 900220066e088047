/**
 * How many labelled examples each variant needs: accuracy over training sizes and seeds, with the same tuning budget for every
 * variant.
 */
@NullMarked
package dev.affix.lab.sampleefficiency;

import org.jspecify.annotations.NullMarked;
