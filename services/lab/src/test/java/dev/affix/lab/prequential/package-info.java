@NullMarked
package dev.affix.lab.prequential;

import org.jspecify.annotations.NullMarked;
