package dev.affix.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Body of the registry's call that moves an alias.
 *
 * @param digest the version to point to
 * @param evidence the verdict that justifies the move, if any
 */
public record MoveAlias(String digest, @Nullable Verdict evidence) {
    public MoveAlias {
        Check.digest(digest, "digest");
    }
}
