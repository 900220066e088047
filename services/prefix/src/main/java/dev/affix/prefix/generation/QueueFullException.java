package dev.affix.prefix.generation;

/** As many texts wait as may wait. */
public final class QueueFullException extends Exception {
    QueueFullException(int waiting) {
        super(waiting + " texts wait for their turn already; try again later");
    }
}
