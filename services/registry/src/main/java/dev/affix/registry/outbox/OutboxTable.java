package dev.affix.registry.outbox;

import dev.affix.contracts.Topics;
import dev.affix.registry.store.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** The outbox's rows. */
final class OutboxTable {
    private OutboxTable() {}

    static void append(Connection connection, Topics topic, String key, String value, Instant time, TraceContext trace)
            throws SQLException {
        Sql.update(
                connection,
                "insert into outbox (topic, key, value, event_time, traceparent, tracestate) values (?, ?, ?, ?, ?, ?)",
                topic.topicName(),
                key,
                value,
                Timestamp.from(time),
                trace.parent(),
                trace.state());
    }

    /** Returns the oldest events, in the order of commits. */
    static List<OutboxEvent> oldest(Connection connection, int limit) throws SQLException {
        return Sql.list(
                connection,
                "select id, topic, key, value, event_time, traceparent, tracestate from outbox order by id limit ?",
                OutboxTable::event,
                limit);
    }

    /** Deletes events up to and including an id. No smaller id can appear later: ids are given in the order of commits. */
    static void deleteUntil(Connection connection, long id) throws SQLException {
        Sql.update(connection, "delete from outbox where id <= ?", id);
    }

    /** Returns the id of the newest event that waits, 0 if none does. */
    static long newest(Connection connection) throws SQLException {
        return Sql.first(connection, "select coalesce(max(id), 0) from outbox", row -> row.getLong(1))
                .orElseThrow();
    }

    /** Returns the id of the oldest event that waits, the greatest number if none does. */
    static long oldestId(Connection connection) throws SQLException {
        return Sql.first(connection, "select coalesce(min(id), ?) from outbox", row -> row.getLong(1), Long.MAX_VALUE)
                .orElseThrow();
    }

    static long depth(Connection connection) throws SQLException {
        return Sql.first(connection, "select count(*) from outbox", row -> row.getLong(1))
                .orElseThrow();
    }

    private static OutboxEvent event(ResultSet row) throws SQLException {
        return new OutboxEvent(
                row.getLong("id"),
                topic(row.getString("topic")),
                row.getString("key"),
                row.getString("value"),
                row.getTimestamp("event_time").toInstant(),
                new TraceContext(row.getString("traceparent"), row.getString("tracestate")));
    }

    private static Topics topic(String name) {
        for (Topics topic : Topics.values()) {
            if (topic.topicName().equals(name)) {
                return topic;
            }
        }
        throw new IllegalStateException("The outbox names a topic that does not exist: " + name);
    }
}
