package dev.affix.registry.store;

import java.sql.SQLException;

/** The database did not do what it was asked. Nothing of the transaction happened. */
public final class DatabaseException extends RuntimeException {
    public DatabaseException(SQLException cause) {
        super("The registry's database failed: " + cause.getMessage(), cause);
    }
}
