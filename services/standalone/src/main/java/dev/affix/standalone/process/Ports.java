package dev.affix.standalone.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds ports of the loopback interface that nobody listens on. Probed ports are below the range from which Linux takes
 * the ports of outgoing connections (32768 and up), so that a connection does not take one before its server binds it.
 * Not thread-safe.
 */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int BOUND = 32_000;
    private static final int ATTEMPTS = 1_000;

    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    /** Probes in an order that the generator decides. */
    public Ports(RandomGenerator random) {
        this.random = random;
    }

    /** Returns a free port that was not returned before. */
    public int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, BOUND);
            if (bindable(port) && given.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between " + LOWEST + " and " + BOUND + " on 127.0.0.1");
    }

    /** Returns a port if it is free, else another one. */
    public int freeOr(int preferred) {
        return bindable(preferred) && given.add(preferred) ? preferred : free();
    }

    private static boolean bindable(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
