@NullMarked
package dev.affix.training.service;

import org.jspecify.annotations.NullMarked;
