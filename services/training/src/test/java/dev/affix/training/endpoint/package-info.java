@NullMarked
package dev.affix.training.endpoint;

import org.jspecify.annotations.NullMarked;
