package dev.affix.standalone.audit;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Counts the dead letters of all topics by reason. */
public final class DeadLetters {
    private static final String SUFFIX = ".dlq";

    private DeadLetters() {}

    /** Returns how many there are, by reason code. */
    public static Map<String, Integer> count(String bootstrapServers) {
        Map<String, Integer> counts = new TreeMap<>();
        try (TopicReader reader = new TopicReader(
                bootstrapServers,
                Stream.of(Topics.values())
                        .filter(topic -> topic.topicName().endsWith(SUFFIX))
                        .toList())) {
            reader.readNew(letter -> counts.merge(reason(letter), 1, Integer::sum));
        }
        return counts;
    }

    private static String reason(ConsumerRecord<String, byte[]> letter) {
        Header header = letter.headers().lastHeader(DeadLetter.REASON);
        return header == null ? "no reason given" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
