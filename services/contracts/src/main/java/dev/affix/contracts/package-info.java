/**
 * What travels between the services: topic names, message records, their JSON and their schemas. No framework.
 *
 * <p>Every record here has one JSON Schema of the same name in the resources folder {@code schemas}, and every topic is
 * described in {@code asyncapi.yaml}. Records check what a reader must be able to rely on in their constructors;
 * {@link dev.affix.contracts.Json#read} turns a violation into an {@link dev.affix.contracts.InvalidRecordException}
 * that names the field.
 */
@NullMarked
package dev.affix.contracts;

import org.jspecify.annotations.NullMarked;
