/** What the registry promises about versions, aliases, experiments and verdicts. No HTTP, no Kafka clients. */
@NullMarked
package dev.affix.registry.domain;

import org.jspecify.annotations.NullMarked;
