package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Something that happened to adapters; value of {@link Topics#ADAPTERS}, keyed by {@link #key}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AdapterPublished.class, name = "published"),
    @JsonSubTypes.Type(value = AliasMoved.class, name = "alias-moved")
})
public sealed interface AdapterEvent permits AdapterPublished, AliasMoved {
    /** Returns the record's key: compaction keeps the newest version of each adapter and the newest place of each alias. */
    @JsonIgnore
    String key();
}
