/** PostgreSQL and blobs underneath the domain. */
@NullMarked
package dev.affix.registry.store;

import org.jspecify.annotations.NullMarked;
