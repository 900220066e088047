/**
 * How fast prefixes are estimated from data, in the regression model of Le et al. (arXiv 2410.02200, section 4): simulated for
 * keys and values that share structure and for those that do not.
 */
@NullMarked
package dev.affix.lab.convergence;

import org.jspecify.annotations.NullMarked;
