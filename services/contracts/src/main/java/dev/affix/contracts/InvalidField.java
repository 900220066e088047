package dev.affix.contracts;

/** Thrown by the constructors of records for a value that breaks the contract; {@link Json#read} adds the position. */
public final class InvalidField extends IllegalArgumentException {
    private final DeadLetter.Reason reason;
    private final String field;

    InvalidField(DeadLetter.Reason reason, String field, String message) {
        super(message);
        this.reason = reason;
        this.field = field;
    }

    /** Returns the class of the problem. */
    public DeadLetter.Reason reason() {
        return reason;
    }

    /** Returns the record component at fault. */
    public String field() {
        return field;
    }
}
