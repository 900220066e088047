package dev.affix.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final Ports ports = new Ports(new SplittableRandom());

    @Test
    void portsAreDifferentBindableAndOutOfTheWayOfOutgoingConnections() throws IOException {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            int port = ports.free();
            assertThat(seen.add(port)).isTrue();
            assertThat(port).isBetween(20_000, 31_999);
            try (ServerSocket socket = listenOn(port)) {
                assertThat(socket.isBound()).isTrue();
            }
        }
    }

    @Test
    void aPreferredPortIsGivenOnlyIfItIsFree() throws IOException {
        int preferred = ports.free();
        try (ServerSocket taken = listenOn(preferred)) {
            assertThat(new Ports(new SplittableRandom()).freeOr(taken.getLocalPort()))
                    .isNotEqualTo(preferred);
        }
        assertThat(new Ports(new SplittableRandom()).freeOr(preferred)).isEqualTo(preferred);
    }

    private static ServerSocket listenOn(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
