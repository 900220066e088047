@NullMarked
package dev.affix.lab.sampleefficiency;

import org.jspecify.annotations.NullMarked;
