package dev.affix.load.swaps;

import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends requests at a steady rate through Kafka, and remembers which versions were acknowledged when each was sent. */
final class Requests implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<String> texts;
    private final long intervalNanos;
    private final Thread thread = new Thread(this::run, "requests");
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Map<String, Sent> sent = new HashMap<>();
    private volatile boolean stopping;

    /**
     * A request that was sent.
     *
     * @param text its text
     * @param floor for each arm the version that every replica had acknowledged by then
     */
    record Sent(String text, Map<String, Long> floor) {}

    Requests(String broker, List<String> texts, double perSecond) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker, "acks", "all", "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.texts = texts;
        this.intervalNanos = (long) (1e9 / perSecond);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Every replica answers with this version, or a newer one, from now on. */
    synchronized void acknowledged(Publisher.Version version) {
        acknowledged.put(version.arm(), version.number());
    }

    /** Sends one request now. */
    @SuppressWarnings("FutureReturnValueIgnored") // close() waits, and a request that is lost is missed later.
    synchronized void send() {
        int number = sent.size();
        String id = "r" + number;
        String text = texts.get(number % texts.size());
        sent.put(id, new Sent(text, Map.copyOf(acknowledged)));
        producer.send(new ProducerRecord<>(
                Topics.REQUESTS.topicName(),
                id.getBytes(StandardCharsets.UTF_8),
                Json.write(new InferenceRequest(id, text, null, Publisher.EXPERIMENT))));
    }

    private void run() {
        long next = System.nanoTime();
        while (!stopping) {
            send();
            next += intervalNanos;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Ends; returns what was sent, by id. */
    Map<String, Sent> stop() throws InterruptedException {
        stopping = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
        producer.flush();
        return sent;
    }

    @Override
    public void close() {
        stopping = true;
        producer.close();
    }
}
