package dev.affix.inference.follow;

/** There is no room for a version, and what is resident is in use. */
public final class BankFullException extends RuntimeException {
    BankFullException(String message) {
        super(message);
    }
}
