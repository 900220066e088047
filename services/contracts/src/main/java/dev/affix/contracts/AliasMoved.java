package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alias points to another version.
 *
 * @param alias the alias, such as {@code champion}
 * @param digest the version it points to now
 * @param previous the version it pointed to before, null the first time
 * @param evidence the verdict that justified the move, if any
 * @param movedAt when the registry moved it
 */
@JsonTypeName("alias-moved")
public record AliasMoved(
        String alias,
        String digest,
        @Nullable String previous,
        @Nullable Verdict evidence,
        Instant movedAt) implements AdapterEvent {
    public AliasMoved {
        Check.name(alias, "alias");
        Check.digest(digest, "digest");
        if (previous != null) {
            Check.digest(previous, "previous");
        }
        Check.present(movedAt, "movedAt");
    }

    @Override
    @JsonIgnore
    public String key() {
        return "alias:" + alias;
    }
}
