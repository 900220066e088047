package dev.affix.standalone.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Json;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import dev.affix.datasets.LabelledText;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.standalone.replay.KafkaSink;
import dev.affix.standalone.replay.RequestIds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunAuditTest {
    private static final RequestIds IDS = RequestIds.of("two", 1);
    private static final String DIGEST = "0".repeat(64);

    @Test
    void theTopicsSayWhatWasSentLabelledAndScored(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            broker.createTopics(2);
            String bootstrap = broker.bootstrapServers();
            List<LabelledText> examples = IntStream.range(0, 6)
                    .mapToObj(i -> new LabelledText("text " + i, i == 0 ? "y" : "x"))
                    .toList();
            try (KafkaSink sink = new KafkaSink(bootstrap, IDS, examples, Clock.systemUTC());
                    KafkaProducer<String, byte[]> metrics = transactional(bootstrap);
                    RunAudit audit = new RunAudit(bootstrap, IDS, "exp")) {
                List.of(0, 1, 3, 4).forEach(sink::request);
                List.of(3, 0, 1).forEach(sink::label);
                sink.flush();
                score(metrics, List.of(0, 1), true, true);
                score(metrics, List.of(3, 4), true, false);

                audit.refresh();
                assertThat(audit.fresh(3, 6))
                        .as("the first that were never sent")
                        .containsExactly(2, 5);
                assertThat(audit.fresh(1, 6)).containsExactly(2);
                assertThat(audit.unlabelled()).containsExactly(4);
                assertThat(audit.missing())
                        .as("an aborted transaction scores nothing")
                        .containsExactly(3, 4);
                assertThat(audit.summary()).isEqualTo("4 requests, 2 scored, 2 missing, 0 duplicates");
                assertThat(audit.holds()).isFalse();

                score(metrics, List.of(3, 4), false, true);
                assertThat(audit.refresh().holds()).isTrue();
                assertThat(audit.tallies()).containsOnlyKeys("arm");
                ArmTally tally = audit.tallies().getOrDefault("arm", ArmTally.EMPTY);
                assertThat(tally.examples()).isEqualTo(4);
                assertThat(tally.accuracy()).isEqualTo(0.5);
                assertThat(tally.logLoss()).isCloseTo(0.25, within(1e-12));
                assertThat(audit.majorityShare()).isEqualTo(0.75);

                score(metrics, List.of(1), true, true);
                assertThat(audit.refresh().duplicates()).isEqualTo(1);
                assertThat(audit.holds()).isFalse();
                assertThat(audit.tallies()).as("a duplicate counts once").isEqualTo(Map.of("arm", tally));

                deadLetter(metrics);
                assertThat(DeadLetters.count(bootstrap)).isEqualTo(Map.of("too-long", 1));
            }
        }
    }

    private static void score(
            KafkaProducer<String, byte[]> metrics, List<Integer> indices, boolean correct, boolean commit)
            throws Exception {
        metrics.beginTransaction();
        for (int index : indices) {
            ScoredExample scored = new ScoredExample(
                    IDS.id(index),
                    "text",
                    index == 0 ? "y" : "x",
                    new SourcePosition(0, index),
                    List.of(
                            new ArmScore("exp", "arm", DIGEST, 1, "x", correct, 0.25, 0.5),
                            new ArmScore("other", "arm2", DIGEST, 1, "x", correct, 0.25, 0.5)),
                    Instant.EPOCH,
                    Instant.EPOCH);
            metrics.send(new ProducerRecord<>(Topics.Names.SCORED, IDS.id(index), Json.write(scored)))
                    .get();
        }
        if (commit) {
            metrics.commitTransaction();
        } else {
            metrics.abortTransaction();
        }
    }

    private static void deadLetter(KafkaProducer<String, byte[]> producer) throws Exception {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(Topics.Names.REQUESTS_DLQ, "k", new byte[] {1});
        letter.headers().add(DeadLetter.REASON, "too-long".getBytes(StandardCharsets.UTF_8));
        producer.beginTransaction();
        producer.send(letter).get();
        producer.commitTransaction();
    }

    private static KafkaProducer<String, byte[]> transactional(String bootstrap) {
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "audit-test"),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }
}
