package dev.affix.embedded;

/**
 * A PostgreSQL server owned by a process of its own: {@code --data-dir DIR [--port N] [--exit-with-parent]}. Prints one
 * line {@code READY jdbc-url} when it takes connections; shuts down cleanly on SIGTERM and, with
 * {@code --exit-with-parent}, when standard input ends. If this process is killed with {@code kill -9}, the server
 * lives on until the next start on the same directory, which stops it first.
 */
public final class DatabaseMain {
    private DatabaseMain() {}

    public static void main(String[] arguments) {
        ServerProcess.run("PostgreSQL", arguments, (dataDir, port) -> {
            EmbeddedDatabase database = EmbeddedDatabase.start(dataDir, port);
            return new ServerProcess.Running(database.jdbcUrl(), database);
        });
    }
}
