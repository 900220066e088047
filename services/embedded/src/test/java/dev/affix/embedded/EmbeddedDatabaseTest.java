package dev.affix.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    private final Path directory;

    EmbeddedDatabaseTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void restartKeepsDataEvenAfterTheServerWasKilled() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            execute(database, "create table kept (n int); insert into kept values (7)");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThat(query(database, "select n from kept")).isEqualTo("7");
            execute(database, "insert into kept values (8)");
            kill(serverPid());
        }
        assertThat(pidFile()).as("a killed server leaves its pid file").exists();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThat(query(database, "select sum(n) from kept")).isEqualTo("15");
        }
    }

    @Test
    void startsDespiteAPidFileThatNamesAnUnrelatedProcess() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            execute(database, "create table kept (n int)");
        }
        long unrelated = ProcessHandle.current().pid();
        Files.write(pidFile(), List.of(Long.toString(unrelated), directory.toString(), "0", "1", "", "", ""));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThat(query(database, "select count(*) from kept")).isEqualTo("0");
        }
    }

    @Test
    void refusesADirectoryWhoseOwnerIsAlive() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(directory, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(directory.toString());
            assertThat(query(database, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void listensOnLoopbackOnlyAndCommitsDurably() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0)) {
            assertThat(query(database, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(database, "show fsync")).isEqualTo("on");
            assertThat(query(database, "show synchronous_commit")).isEqualTo("on");
        }
    }

    private Path pidFile() {
        return directory.resolve("data/postmaster.pid");
    }

    private long serverPid() throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile()).get(0));
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        server.destroyForcibly();
        server.onExit().get(20, TimeUnit.SECONDS);
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
