package dev.affix.registry.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions on the registry's database. Thread-safe; each call uses one pooled connection on the caller's thread. */
@ApplicationScoped
public class Database {
    /** Session and transaction locks of this application in PostgreSQL's space of advisory locks. */
    public enum Lock {
        /** Held by the transaction that changes state: changes commit one after the other. */
        WRITER(0x41464658_00000001L),
        /** Held by the session that relays the outbox. */
        RELAY(0x41464658_00000002L);

        private final long key;

        Lock(long key) {
            this.key = key;
        }

        /** Returns the key for {@code pg_advisory_lock} and its like. */
        public long key() {
            return key;
        }
    }

    /** Work inside a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T apply(Connection connection) throws SQLException;
    }

    private final DataSource source;

    Database(DataSource source) {
        this.source = source;
    }

    /** Runs queries on one connection. */
    public <T> T read(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs a change in a transaction, alone among all replicas' changes: what it read stays true until it commits, and
     * the order of identity columns is the order of commits. Registry changes are few and take milliseconds.
     */
    public <T> T change(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Sql.list(connection, "select pg_advisory_xact_lock(?)", row -> row.wasNull(), Lock.WRITER.key());
                T result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
