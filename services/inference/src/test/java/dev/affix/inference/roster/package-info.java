@NullMarked
package dev.affix.inference.roster;

import org.jspecify.annotations.NullMarked;
