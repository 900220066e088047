package dev.affix.registry.replicas;

import java.util.List;
import java.util.SortedMap;

/**
 * How the living replicas stand to a change.
 *
 * @param applied those that have applied it
 * @param lagging those that have not yet
 * @param refusing those that refuse its version, with their reason
 */
public record Standing(List<String> applied, List<String> lagging, SortedMap<String, String> refusing) {}
