@NullMarked
package dev.affix.inference.answering;

import org.jspecify.annotations.NullMarked;
