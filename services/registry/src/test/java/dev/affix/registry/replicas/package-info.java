@NullMarked
package dev.affix.registry.replicas;

import org.jspecify.annotations.NullMarked;
