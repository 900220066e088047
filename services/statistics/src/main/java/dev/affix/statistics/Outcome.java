package dev.affix.statistics;

/** What a comparison says of arms A and B. */
public enum Outcome {
    /** The confidence sequence lies above 0. */
    A_BETTER,
    /** The confidence sequence lies below 0. */
    B_BETTER,
    /** The confidence sequence lies within ± margin. */
    EQUIVALENT,
    /** None of these. */
    UNDECIDED
}
