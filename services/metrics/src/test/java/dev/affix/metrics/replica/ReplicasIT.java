package dev.affix.metrics.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Experiment.Score;
import dev.affix.contracts.Topics.Names;
import dev.affix.metrics.testing.Broker;
import dev.affix.metrics.testing.Records;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged replicas on a real broker: each answers for both and never with a part, whatever becomes of the other. */
class ReplicasIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> EXPERIMENTS = List.of("e0", "e1", "e2");
    /** Of the requests and of the experiments. */
    private static final int PARTITIONS = 3 + 2;

    @Test
    void eachReplicaAnswersForBothAndKillingOneInMidStreamLosesAndDoublesNothing(@TempDir Path directory)
            throws Exception {
        try (Broker broker = Broker.start(directory.resolve("broker"), 3)) {
            for (String name : EXPERIMENTS) {
                broker.experiment(Records.experiment(name, Records.LABELS, Mode.PAIRED, Score.ACCURACY, "a", "b"));
            }
            Traffic traffic = new Traffic(broker, EXPERIMENTS);
            traffic.send(60);
            try (MetricsProcess first = MetricsProcess.start(directory, "metrics-0", port(), broker.servers());
                    MetricsProcess second = MetricsProcess.start(directory, "metrics-1", port(), broker.servers())) {
                assertBothAnswer(first, second, traffic.sent());
                assertEachSeriesIsOnlyOnce(first, second);

                traffic.start();
                // On a starved machine the other one may not answer in time: 503.
                await().atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(
                                        live(first, "e0").at("/counts/scored").asInt())
                                .isGreaterThan(100));
                second.kill();
                int atLeast = 100;
                assertThat(first.get("/api/experiments/e0/live").status()).isEqualTo(503);
                await().atMost(DEADLINE).pollInterval(Duration.ofMillis(50)).until(() -> {
                    MetricsProcess.Answer answer = first.get("/api/experiments/e0/live");
                    if (answer.status() == 503) {
                        return false;
                    }
                    assertThat(tree(answer).at("/counts/scored").asInt())
                            .as("the first answer is whole")
                            .isGreaterThanOrEqualTo(atLeast);
                    return true;
                });
                traffic.stop();
                for (String name : EXPERIMENTS) {
                    await().atMost(DEADLINE).untilAsserted(() -> assertExact(live(first, name), traffic.sent()));
                }
                assertThat(partitions(first)).isEqualTo(PARTITIONS);
                assertScoredOnce(broker, traffic.sent());

                // Another disk: what the killed one had on its own is gone.
                try (MetricsProcess again =
                        MetricsProcess.start(directory.resolve("empty"), "metrics-1", port(), broker.servers())) {
                    traffic.send(20);
                    assertBothAnswer(first, again, traffic.sent());
                    assertScoredOnce(broker, traffic.sent());
                }
            }
        }
    }

    private static void assertBothAnswer(MetricsProcess first, MetricsProcess second, int requests) {
        await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(partitions(first)).as("partitions of the first").isBetween(1, PARTITIONS - 1);
            assertThat(partitions(first) + partitions(second)).isEqualTo(PARTITIONS);
        });
        for (String name : EXPERIMENTS) {
            await().atMost(DEADLINE).untilAsserted(() -> {
                assertExact(live(first, name), requests);
                assertThat(live(second, name)).isEqualTo(live(first, name));
            });
        }
        assertThat(second.get("/q/health/ready").status()).isEqualTo(200);
    }

    private static void assertExact(JsonNode live, int requests) {
        assertThat(live.at("/counts/predictions").asInt()).isEqualTo(requests);
        assertThat(live.at("/counts/scored").asInt()).isEqualTo(requests);
        assertThat(live.at("/arms/0/examples").asInt()).isEqualTo(requests);
        assertThat(live.at("/arms/0/accuracy").asDouble()).isEqualTo(0.75);
        assertThat(live.at("/pairs/0/n").asInt()).isEqualTo(requests);
        assertThat(live.at("/pairs/0/watermark").size()).isEqualTo(3);
    }

    /** Awaited: a replica counts what it has scored a moment before its commit shows it to others. */
    private static void assertScoredOnce(Broker broker, int requests) {
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(broker.read(Names.SCORED))
                        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                        .doesNotHaveDuplicates()
                        .hasSize(requests));
    }

    private static void assertEachSeriesIsOnlyOnce(MetricsProcess first, MetricsProcess second) {
        await().atMost(DEADLINE).untilAsserted(() -> {
            List<String> series = new ArrayList<>();
            for (MetricsProcess replica : List.of(first, second)) {
                replica.get("/q/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("affix_arm_examples") && line.contains("arm=\"a\""))
                        .forEach(series::add);
            }
            assertThat(series).hasSize(EXPERIMENTS.size()).doesNotHaveDuplicates();
        });
    }

    /** Returns an experiment's document without its time; it fails when there is none. */
    private static JsonNode live(MetricsProcess replica, String experiment) {
        MetricsProcess.Answer answer = replica.get("/api/experiments/" + experiment + "/live");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        ObjectNode live = (ObjectNode) tree(answer);
        live.remove("asOf");
        return live;
    }

    /** Returns how many partitions a replica holds, 0 as long as it does not say. */
    private static int partitions(MetricsProcess replica) {
        MetricsProcess.Answer answer = replica.get("/internal/experiments/e0/part");
        if (answer.status() != 200) {
            return 0;
        }
        return tree(answer).at("/counts").size() + tree(answer).at("/compared").size();
    }

    private static JsonNode tree(MetricsProcess.Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static int port() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
