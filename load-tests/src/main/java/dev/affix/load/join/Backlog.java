package dev.affix.load.join;

import dev.affix.contracts.Arm;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Served;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Predictions of a paired experiment and the label of each, a fixed number of predictions later. A prediction a millisecond,
 * in the records' time.
 */
final class Backlog {
    static final String EXPERIMENT = "join";

    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final String TEXT =
            "a text of the length that a dictionary's gloss has: about eighty characters here";
    private static final String BACKBONE = "ab".repeat(32);

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    private final List<String> labels;
    private final int arms;

    Backlog(int arms, int labels) {
        this.arms = arms;
        this.labels = IntStream.range(0, labels).mapToObj(k -> "label-" + k).toList();
    }

    /**
     * Writes all and waits until the broker has it.
     *
     * @param lag predictions between one and its label
     */
    @SuppressWarnings("FutureReturnValueIgnored") // flush() waits for all, and the last one is asked
    void write(String servers, int requests, int lag) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all", "linger.ms", 20, "batch.size", 262_144),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(record(Topics.EXPERIMENTS, EXPERIMENT, 0, Json.write(experiment())));
            producer.flush();
            String[] truths = new String[requests];
            for (int i = 0; i < requests + lag; i++) {
                if (i < requests) {
                    truths[i] = labels.get(random.nextInt(labels.size()));
                    producer.send(record(Topics.PREDICTIONS, id(i), i, Json.write(prediction(i, truths[i]))));
                }
                if (i >= lag) {
                    byte[] label = Json.write(new LabelEvent(id(i - lag), truths[i - lag], null));
                    producer.send(record(Topics.LABELS, id(i - lag), i, label));
                }
            }
            producer.flush();
        }
    }

    private static ProducerRecord<String, byte[]> record(Topics topic, String key, long millis, byte[] value) {
        return new ProducerRecord<>(topic.topicName(), null, BEGIN + millis, key, value);
    }

    private static String id(int request) {
        return "request-" + request;
    }

    private static String arm(int arm) {
        return "arm-" + arm;
    }

    private Experiment experiment() {
        Hyperparameters tuning = new Hyperparameters("no-share", 16, 0, 0.01, 0.01, 0, 1, 8, 1);
        return new Experiment(
                EXPERIMENT,
                "task",
                labels,
                IntStream.range(0, arms).mapToObj(i -> new Arm(arm(i), tuning)).toList(),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                100,
                null,
                Experiment.Status.RUNNING,
                Instant.ofEpochMilli(BEGIN));
    }

    /** Each arm is right on seven of ten. */
    private Prediction prediction(int request, String truth) {
        List<ArmAnswer> answers = new ArrayList<>();
        for (int arm = 0; arm < arms; arm++) {
            String label = random.nextInt(10) < 7 ? truth : labels.get(random.nextInt(labels.size()));
            answers.add(
                    new ArmAnswer(EXPERIMENT, arm(arm), String.format("%064x", arm), 1, label, probabilities(label)));
        }
        return new Prediction(
                id(request),
                TEXT,
                null,
                new SourcePosition(0, request),
                BACKBONE,
                answers,
                List.of(new Served(EXPERIMENT, arm(0))),
                Instant.ofEpochMilli(BEGIN + request));
    }

    private List<Float> probabilities(String first) {
        double[] weights = new double[labels.size()];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = labels.get(k).equals(first) ? 2 * labels.size() : random.nextDouble();
            sum += weights[k];
        }
        List<Float> logs = new ArrayList<>();
        for (double weight : weights) {
            logs.add((float) Math.log(weight / sum));
        }
        return logs;
    }
}
