@NullMarked
package dev.affix.standalone.audit;

import org.jspecify.annotations.NullMarked;
