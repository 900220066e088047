/**
 * A real Kafka broker and a real PostgreSQL server from Maven artifacts, on loopback: in the caller's JVM for tests, or
 * each in a process of its own ({@link dev.affix.embedded.BrokerMain}, {@link dev.affix.embedded.DatabaseMain}) for the
 * launcher. Nothing needs to be installed and no container runs.
 */
@NullMarked
package dev.affix.embedded;

import org.jspecify.annotations.NullMarked;
