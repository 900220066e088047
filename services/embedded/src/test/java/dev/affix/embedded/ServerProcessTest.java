package dev.affix.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two main classes, each in a JVM of its own. */
class ServerProcessTest {
    private static final int LIMIT_SECONDS = 60;

    private final Path directory;

    ServerProcessTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatATestLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void brokerIsReadyAndEndsCleanlyWhenItsInputCloses() throws Exception {
        int port = FreePorts.probe(1).get(0);
        Process broker = start(BrokerMain.class, "--port", Integer.toString(port), "--exit-with-parent");
        assertThat(line(broker)).isEqualTo("READY 127.0.0.1:" + port);
        broker.getOutputStream().close();
        assertThat(exitCode(broker)).isZero();
        assertThat(directory.resolve("data/.kafka_cleanshutdown"))
                .as("the mark of a clean shutdown")
                .exists();
    }

    @Test
    void brokerEndsCleanlyOnSigterm() throws Exception {
        Process broker = start(BrokerMain.class);
        assertThat(line(broker)).startsWith("READY 127.0.0.1:");
        broker.destroy();
        assertThat(exitCode(broker)).isEqualTo(128 + 15);
        assertThat(directory.resolve("data/.kafka_cleanshutdown")).exists();
    }

    @Test
    void databaseIsReadyAndLeavesNoServerWhenItsInputCloses() throws Exception {
        Process owner = start(DatabaseMain.class, "--exit-with-parent");
        assertThat(line(owner)).startsWith("READY jdbc:postgresql://127.0.0.1:");
        ProcessHandle server = databaseServer();
        owner.getOutputStream().close();
        assertThat(exitCode(owner)).isZero();
        assertThat(running(server)).isFalse();
    }

    @Test
    void databaseLeavesNoServerOnSigterm() throws Exception {
        Process owner = start(DatabaseMain.class);
        assertThat(line(owner)).startsWith("READY ");
        ProcessHandle server = databaseServer();
        owner.destroy();
        assertThat(exitCode(owner)).isEqualTo(128 + 15);
        assertThat(running(server)).isFalse();
    }

    @Test
    void theNextOwnerStopsTheServerOfAKilledOne() throws Exception {
        Process killed = start(DatabaseMain.class);
        assertThat(line(killed)).startsWith("READY ");
        ProcessHandle orphan = databaseServer();
        killed.destroyForcibly();
        exitCode(killed);
        assertThat(running(orphan)).as("kill -9 leaves the server").isTrue();

        Process next = start(DatabaseMain.class, "--exit-with-parent");
        assertThat(line(next)).startsWith("READY ");
        assertThat(running(orphan)).isFalse();
        next.getOutputStream().close();
        assertThat(exitCode(next)).isZero();
    }

    @Test
    void aTakenPortIsAnErrorThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Process broker = start(BrokerMain.class, "--port", port);
            assertThat(line(broker)).startsWith("ERROR Kafka: ").contains("127.0.0.1:" + port);
            assertThat(exitCode(broker)).isEqualTo(1);
        }
    }

    @Test
    void wrongOptionsAreAnErrorThatNamesThem() throws Exception {
        Process database = start(DatabaseMain.class, "--port", "http");
        assertThat(line(database)).startsWith("ERROR PostgreSQL: --port is 'http'");
        assertThat(exitCode(database)).isEqualTo(2);
    }

    private Process start(Class<?> main, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "--data-dir",
                directory.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /** Returns the first line that begins with READY or ERROR. */
    private static String line(Process process) throws Exception {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> seen = new ArrayList<>();
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> Stream.generate(() -> read(output))
                .peek(seen::add)
                .filter(line -> line.startsWith("READY ") || line.startsWith("ERROR ") || line.equals("<end>"))
                .findFirst()
                .orElseThrow());
        try {
            return first.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Neither READY nor ERROR in " + seen, e);
        }
    }

    private static String read(BufferedReader output) {
        try {
            String line = output.readLine();
            return line == null ? "<end>" : line;
        } catch (IOException e) {
            return "<end>";
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private ProcessHandle databaseServer() throws IOException {
        String pid =
                Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** A process that ended counts as ended even while nobody has asked for its exit code. */
    private static boolean running(ProcessHandle process) throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            String line = Files.readString(stat);
            return !line.substring(line.lastIndexOf(')')).startsWith(") Z");
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
