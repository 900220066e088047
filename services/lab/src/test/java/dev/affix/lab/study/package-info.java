@NullMarked
package dev.affix.lab.study;

import org.jspecify.annotations.NullMarked;
