package dev.affix.registry.domain;

/**
 * An adapter and its newest version.
 *
 * @param adapter the adapter's name
 * @param version the newest version's number
 * @param digest the newest version's digest
 */
public record AdapterSummary(String adapter, long version, String digest) {}
