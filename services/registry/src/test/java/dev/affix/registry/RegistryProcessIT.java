package dev.affix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.EmbeddedDatabase;
import dev.affix.embedded.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a process: how it refuses to start, and what {@code kill -9} costs. */
class RegistryProcessIT {
    private final Path directory;

    RegistryProcessIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void withoutBrokerAndDatabaseItExitsWithOneLineThatNamesBoth() throws Exception {
        List<Integer> ports = FreePorts.probe(3);
        Map<String, String> environment = Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:" + ports.get(0) + "/postgres",
                "QUARKUS_DATASOURCE_USERNAME",
                "postgres",
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + ports.get(1),
                "AFFIX_REGISTRY_BLOBS",
                directory.resolve("blobs").toString());
        try (RegistryProcess registry = RegistryProcess.start(directory, ports.get(2), environment)) {
            assertThat(registry.awaitExit()).isEqualTo(1);
            assertThat(errors(registry))
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + ports.get(0), "QUARKUS_DATASOURCE_JDBC_URL")
                    .contains("127.0.0.1:" + ports.get(1), "KAFKA_BOOTSTRAP_SERVERS");
            assertThat(registry.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void withoutATopicItExitsWithOneLineThatNamesIt() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
                EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0)) {
            broker.createTopics(2);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.deleteTopics(List.of(Topics.Names.VERDICTS)).all().get();
            }
            int port = FreePorts.probe(1).get(0);
            try (RegistryProcess registry = RegistryProcess.start(directory, port, environment(database, broker))) {
                assertThat(registry.awaitExit()).isEqualTo(1);
                assertThat(errors(registry)).singleElement().asString().contains(Topics.Names.VERDICTS);
            }
        }
    }

    @Test
    void killedWhilePublishingItLosesNoAnsweredVersionAndKeepsTheOrder() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
                EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0)) {
            broker.createTopics(2);
            int port = FreePorts.probe(1).get(0);
            Map<String, String> environment = environment(database, broker);
            int answered;
            try (RegistryProcess registry = RegistryProcess.start(directory, port, environment)) {
                awaitReady(registry);
                answered = publishUntilKilled(registry);
            }
            try (RegistryProcess restarted = RegistryProcess.start(directory, port, environment)) {
                awaitReady(restarted);
                assertThat(publish(restarted, "last")).isEqualTo(201);
                long last = awaitEvent(broker, Samples.digest(Samples.blob("last")));
                assertThat(last).isGreaterThan(answered);
                List<Long> events =
                        events(broker).stream().map(AdapterPublished::version).toList();
                assertThat(new TreeSet<>(events))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, last).boxed().toList());
                assertThat(firstSeen(events)).as("in order").isSorted();
            }
        }
    }

    @Test
    void oneOfTwoReplicasRelaysAndTheOtherTakesOverWhenItIsKilled() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
                EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0)) {
            broker.createTopics(2);
            List<Integer> ports = FreePorts.probe(2);
            Map<String, String> environment = environment(database, broker);
            environment.put("QUARKUS_OTEL_SDK_DISABLED", "false");
            try (RegistryProcess relaying = RegistryProcess.start(directory, ports.get(0), environment)) {
                awaitReady(relaying);
                try (RegistryProcess standby = RegistryProcess.start(directory, ports.get(1), environment)) {
                    awaitReady(standby);
                    for (int i = 0; i < 10; i++) {
                        assertThat(publish(relaying, "one " + i)).isEqualTo(201);
                        assertThat(publish(standby, "two " + i)).isEqualTo(201);
                    }
                    awaitEvent(broker, Samples.digest(Samples.blob("two 9")));
                    assertThat(events(broker))
                            .as("once each, in the order of commits")
                            .extracting(AdapterPublished::version)
                            .containsExactlyElementsOf(
                                    LongStream.rangeClosed(1, 20).boxed().toList());
                    assertThat(Kafka.records(broker.bootstrapServers(), Topics.ADAPTERS))
                            .as("with tracing, an event's context is the call's span in its caller's trace")
                            .allSatisfy(event -> assertThat(new String(
                                            event.headers()
                                                    .lastHeader("traceparent")
                                                    .value(),
                                            StandardCharsets.US_ASCII))
                                    .startsWith("00-" + RegistryProcess.TRACE + "-")
                                    .doesNotContain(RegistryProcess.SPAN));
                    relaying.kill();
                    assertThat(publish(standby, "alone")).isEqualTo(201);
                    awaitEvent(broker, Samples.digest(Samples.blob("alone")));
                }
            }
        }
    }

    @Test
    void anEventThatNoCommitOfItsOwnAnnouncedIsFoundByLooking() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("postgres"), 0);
                EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), 0)) {
            broker.createTopics(2);
            int port = FreePorts.probe(1).get(0);
            try (RegistryProcess registry = RegistryProcess.start(directory, port, environment(database, broker))) {
                awaitReady(registry);
                try (Connection connection =
                                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                        Statement statement = connection.createStatement()) {
                    statement.execute("insert into outbox (topic, key, value, event_time) values ('"
                            + Topics.Names.EXPERIMENTS + "', 'looked-for', '{}', now())");
                }
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> Kafka.records(broker.bootstrapServers(), Topics.EXPERIMENTS).stream()
                                .anyMatch(message -> message.key().equals("looked-for")));
            }
        }
    }

    /** Publishes from a thread, kills the process after some answers, and returns how many it gave. */
    private static int publishUntilKilled(RegistryProcess registry) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(40);
        int[] answered = {0};
        Thread publisher = new Thread(() -> {
            for (int i = 0; registry.alive() && i < 10_000; i++) {
                if (publish(registry, "version " + i) == 201) {
                    answered[0]++;
                    enough.countDown();
                }
            }
        });
        publisher.start();
        enough.await();
        registry.kill();
        publisher.join();
        return answered[0];
    }

    private static int publish(RegistryProcess registry, String text) {
        byte[] blob = Samples.blob(text);
        registry.status("PUT", "/v1/blobs/" + Samples.digest(blob), blob, "application/octet-stream");
        return registry.status(
                "POST", "/v1/adapters/killed/arm/versions", Json.write(Samples.version(blob)), "application/json");
    }

    private static void awaitReady(RegistryProcess registry) {
        await().atMost(Duration.ofSeconds(60)).until(() -> registry.ready() || !registry.alive());
        assertThat(registry.alive()).as(registry.output()).isTrue();
    }

    private static long awaitEvent(EmbeddedBroker broker, String digest) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> events(broker).stream()
                                .filter(event -> event.digest().equals(digest))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow()
                .version();
    }

    private static List<AdapterPublished> events(EmbeddedBroker broker) {
        return Kafka.records(broker.bootstrapServers(), Topics.ADAPTERS).stream()
                .map(message -> {
                    try {
                        return Json.read(message.value(), AdapterPublished.class);
                    } catch (dev.affix.contracts.InvalidRecordException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static List<Long> firstSeen(List<Long> events) {
        return events.stream().distinct().toList();
    }

    private static List<String> errors(RegistryProcess registry) {
        return registry.output().lines().filter(line -> line.contains("ERROR")).toList();
    }

    private Map<String, String> environment(EmbeddedDatabase database, EmbeddedBroker broker) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("AFFIX_REGISTRY_BLOBS", directory.resolve("blobs").toString());
        return environment;
    }
}
