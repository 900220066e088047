package dev.affix.registry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JDBC in one line: statements with positional parameters, rows through a function. */
public final class Sql {
    /** Reads the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Sql() {}

    /** Returns all rows of a query. */
    public static <T> List<T> list(Connection connection, String query, Row<T> row, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, query, parameters);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    /** Returns the first row of a query, if it has one. */
    public static <T> Optional<T> first(Connection connection, String query, Row<T> row, Object... parameters)
            throws SQLException {
        return list(connection, query, row, parameters).stream().findFirst();
    }

    /** Runs a statement and returns how many rows it changed. */
    public static int update(Connection connection, String statement, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement prepared = prepared(connection, statement, parameters)) {
            return prepared.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
