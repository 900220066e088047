package dev.affix.embedded;

/**
 * A Kafka broker in a process of its own: {@code --data-dir DIR [--port N] [--exit-with-parent]}. Prints one line
 * {@code READY host:port} when it takes requests; shuts down cleanly on SIGTERM and, with {@code --exit-with-parent},
 * when standard input ends.
 */
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) {
        ServerProcess.run("Kafka", arguments, (dataDir, port) -> {
            EmbeddedBroker broker = EmbeddedBroker.start(dataDir, port);
            return new ServerProcess.Running(broker.bootstrapServers(), broker);
        });
    }
}
