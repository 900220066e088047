/** REST: contracts' records in and out, errors as RFC 9457 problems. No SQL, no Kafka. */
@NullMarked
package dev.affix.registry.endpoint;

import org.jspecify.annotations.NullMarked;
