package dev.affix.prefix.serving;

/** A query names an adapter that is not resident. */
public final class UnknownAdapterException extends Exception {
    UnknownAdapterException(String digest) {
        super("Adapter " + digest + " is not resident; load it first");
    }
}
