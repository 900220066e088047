package dev.affix.load.join;

import dev.affix.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads predictions and labels from the beginning to the end, several times, and does nothing with them: a process of its own.
 * Prints the records of each pass per second. Arguments: servers, passes.
 */
final class BareConsumer {
    private BareConsumer() {}

    public static void main(String[] arguments) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", arguments[0], "isolation.level", "read_committed", "max.poll.records", 1000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Stream.of(Topics.PREDICTIONS, Topics.LABELS)
                    .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            long all = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            for (int pass = 0; pass < Integer.parseInt(arguments[1]); pass++) {
                consumer.seekToBeginning(partitions);
                long begin = System.nanoTime();
                for (long read = 0; read < all; ) {
                    read += consumer.poll(Duration.ofSeconds(1)).count();
                }
                System.out.println(all * 1e9 / (System.nanoTime() - begin));
            }
        }
    }
}
