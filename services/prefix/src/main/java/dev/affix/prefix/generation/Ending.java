package dev.affix.prefix.generation;

/** Why a text ended. */
public enum Ending {
    /** A token that ends texts was chosen. */
    STOP,
    /** It has as many tokens as were asked for, or as the backbone has positions. */
    LENGTH,
    /** Its time was over. */
    DEADLINE,
    /** Nobody wants more of it. */
    CANCELLED
}
