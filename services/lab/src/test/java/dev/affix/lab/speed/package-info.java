@NullMarked
package dev.affix.lab.speed;

import org.jspecify.annotations.NullMarked;
