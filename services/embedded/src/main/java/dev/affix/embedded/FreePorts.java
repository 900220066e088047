package dev.affix.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback interface that nobody listens on. */
public final class FreePorts {
    private FreePorts() {}

    /**
     * Returns {@code n} different ports that were free at the time of the call. Another process may take one before the
     * caller binds it: bind soon.
     *
     * @throws IOException if so many ports cannot be bound
     */
    public static List<Integer> probe(int n) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                // All are held until the last is found, so that none is found twice.
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                ports.add(socket.getLocalPort());
            }
            return List.copyOf(ports);
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** Returns the port itself, or a free one for 0. */
    static int orProbed(int port) throws IOException {
        return port == 0 ? probe(1).get(0) : port;
    }

    /**
     * Checks that a port can be bound: servers that find out themselves say it late or end the JVM.
     *
     * @throws IOException naming the port
     */
    static void requireFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IOException("Port " + port + " of 127.0.0.1 is taken. Choose another, or 0 for a free one.", e);
        }
    }
}
