package dev.affix.prefix.generation;

/**
 * Hears of one text. Called by the thread that makes the steps, in this order: {@link #token} any number of times, then once either
 * {@link #ended} or {@link #failed}. It must be quick: all texts wait for it. One that throws loses its text and disturbs no other.
 */
public interface TokenListener {
    /**
     * A token was chosen.
     *
     * @return whether more are wanted; if not, the text ends as {@link Ending#CANCELLED}
     */
    boolean token(int id);

    /** There are no more. */
    void ended(Ending ending);

    /** The engine could not go on. */
    void failed(RuntimeException problem);
}
