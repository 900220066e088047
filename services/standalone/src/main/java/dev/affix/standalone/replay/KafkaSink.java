package dev.affix.standalone.replay;

import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Topics;
import dev.affix.datasets.LabelledText;
import dev.affix.standalone.CommandFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends requests and labels to Kafka: idempotent, acknowledged by all replicas. A failed send fails the next call. */
public final class KafkaSink implements Sink, AutoCloseable {
    private final Producer<String, byte[]> producer;
    private final RequestIds ids;
    private final List<LabelledText> examples;
    private final Clock clock;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * Opens a sink.
     *
     * @param examples the shuffled data set
     */
    public KafkaSink(String bootstrapServers, RequestIds ids, List<LabelledText> examples, Clock clock) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "affix-replay",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        "true",
                        ProducerConfig.LINGER_MS_CONFIG,
                        "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        this.ids = ids;
        this.examples = examples;
        this.clock = clock;
    }

    @Override
    public void request(int index) {
        String id = ids.id(index);
        // No experiment is named: all that run answer, the A/A control too.
        String text = examples.get(index).text();
        send(Topics.REQUESTS, id, new InferenceRequest(id, text, null, null, TextLength.attributes(text)));
    }

    @Override
    public void label(int index) {
        String id = ids.id(index);
        send(Topics.LABELS, id, new LabelEvent(id, examples.get(index).label(), clock.instant()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback gets the failure.
    private void send(Topics topic, String id, Object value) {
        throwIfFailed();
        ProducerRecord<String, byte[]> outgoing = new ProducerRecord<>(topic.topicName(), id, Json.write(value));
        CloudEvents.headers(topic, id, "replay", clock.instant())
                .forEach((name, header) -> outgoing.headers().add(name, header));
        producer.send(outgoing, (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }

    /** Waits until everything sent is acknowledged. */
    public void flush() {
        producer.flush();
        throwIfFailed();
    }

    private void throwIfFailed() {
        Exception cause = failure.get();
        if (cause != null) {
            throw CommandFailure.failed("The broker did not take a record: " + cause.getMessage()
                    + ". See logs/broker.log in the data directory; run the same command again to continue.");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
