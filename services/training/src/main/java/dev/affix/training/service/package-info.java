/** The service as a whole: what it is made of, its start and its end. */
@NullMarked
package dev.affix.training.service;

import org.jspecify.annotations.NullMarked;
