package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private final Map<String, Integer> topics = new HashMap<>();

    TopicsTest() {
        for (Topics topic : Topics.values()) {
            topics.put(topic.topicName(), topic.partitions(3));
        }
    }

    @Test
    void aBrokerWithTheTopicsAsListedHasNoProblems() {
        assertThat(Topics.problems(List.of(Topics.values()), topics)).isEmpty();
    }

    @Test
    void everyTopicHasADeadLetterTopic() {
        List<String> names =
                List.of(Topics.values()).stream().map(Topics::topicName).toList();
        assertThat(names.stream().filter(name -> !name.endsWith(".dlq")).map(name -> name + ".dlq"))
                .isSubsetOf(names)
                .hasSize(names.size() / 2);
    }

    @Test
    void aMissingTopicIsNamed() {
        topics.remove(Topics.Names.SCORED);
        assertThat(Topics.problems(List.of(Topics.SCORED, Topics.LABELS), topics))
                .singleElement()
                .asString()
                .contains(Topics.Names.SCORED, "does not exist");
    }

    @Test
    void unequalPartitionCountsAreNamedWithTheCounts() {
        topics.put(Topics.Names.LABELS, 2);
        assertThat(Topics.problems(Topics.requestKeyed(), topics))
                .singleElement()
                .asString()
                .contains(Topics.Names.LABELS + "=2", Topics.Names.REQUESTS + "=3");
    }

    @Test
    void anOrderedTopicWithSeveralPartitionsIsRefused() {
        topics.put(Topics.Names.ADAPTERS, 2);
        assertThat(Topics.problems(List.of(Topics.ADAPTERS), topics))
                .singleElement()
                .asString()
                .contains("must have 1");
    }

    @Test
    void deadLetterHeadersSayWhyAndWhereFrom() {
        Map<String, byte[]> headers = DeadLetter.headers(
                "metrics",
                Topics.Names.LABELS,
                new SourcePosition(2, 17),
                new InvalidRecordException(DeadLetter.Reason.UNKNOWN_LABEL, "label", "no such label"));
        Map<String, String> text = new HashMap<>();
        headers.forEach((name, value) -> text.put(name, new String(value, StandardCharsets.UTF_8)));
        assertThat(text)
                .containsOnly(
                        Map.entry(DeadLetter.REASON, "unknown-label"),
                        Map.entry(DeadLetter.FIELD, "label"),
                        Map.entry(DeadLetter.MESSAGE, "no such label"),
                        Map.entry(DeadLetter.SOURCE_TOPIC, Topics.Names.LABELS),
                        Map.entry(DeadLetter.SOURCE_PARTITION, "2"),
                        Map.entry(DeadLetter.SOURCE_OFFSET, "17"),
                        Map.entry(DeadLetter.SERVICE, "metrics"));
    }
}
