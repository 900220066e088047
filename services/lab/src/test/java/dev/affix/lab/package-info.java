@NullMarked
package dev.affix.lab;

import org.jspecify.annotations.NullMarked;
