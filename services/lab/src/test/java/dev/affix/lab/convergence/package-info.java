@NullMarked
package dev.affix.lab.convergence;

import org.jspecify.annotations.NullMarked;
