package dev.affix.registry.store;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Contracts' records in columns of type json. */
public final class Documents {
    private Documents() {}

    /** Returns a record as a parameter for {@code ?::json}. */
    public static String write(Object document) {
        return new String(Json.write(document), StandardCharsets.UTF_8);
    }

    /** Returns a row's column {@code document} as a record. */
    public static <T> Sql.Row<T> of(Class<T> type) {
        return row -> {
            try {
                return Json.read(row.getString("document").getBytes(StandardCharsets.UTF_8), type);
            } catch (InvalidRecordException e) {
                throw new SQLException("A stored " + type.getSimpleName() + " cannot be read: " + e.getMessage(), e);
            }
        };
    }
}
