@NullMarked
package dev.affix.standalone.demo;

import org.jspecify.annotations.NullMarked;
