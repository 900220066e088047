package dev.affix.registry.domain;

/**
 * What a call that may be repeated did.
 *
 * @param value the thing as it is now
 * @param created whether this call made it
 */
public record Outcome<T>(T value, boolean created) {}
