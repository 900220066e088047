package dev.affix.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator against a real broker, with an echo in the place of the inference service. */
class GeneratorTest {
    @Test
    void everyRequestIsSentOnceAndItsAnswerIsTimed(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            broker.createTopics(2);
            AtomicBoolean stop = new AtomicBoolean();
            Thread echo = new Thread(() -> echo(broker.bootstrapServers(), stop));
            echo.start();
            try {
                Report report = new Generator(
                                broker.bootstrapServers(),
                                new Schedule(200, 300, 100),
                                List.of("a text"),
                                "run",
                                Duration.ZERO)
                        .run(Duration.ofSeconds(30), sent -> {});
                assertThat(report.unanswered()).isZero();
                assertThat(report.duplicates()).isZero();
                assertThat(report.answered()).isEqualTo(300);
                assertThat(report.latency().getMaxValue()).isPositive();
            } finally {
                stop.set(true);
                echo.join();
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // An answer that is not sent shows as an unanswered request.
    private static void echo(String bootstrapServers, AtomicBoolean stop) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0);
        try (KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(Topics.Names.REQUESTS, 0), new TopicPartition(Topics.Names.REQUESTS, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stop.get()) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    producer.send(new ProducerRecord<>(Topics.Names.PREDICTIONS, record.key(), record.value()));
                }
            }
        }
    }
}
