package dev.affix.load.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Arm;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Generation;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Topics;
import dev.affix.load.Committed;
import dev.affix.load.cluster.Cluster;
import dev.affix.load.cluster.Service;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.statistics.score.ScoredText;
import dev.affix.statistics.score.TextSums;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Prompts through Kafka, references after them, and what the comparison says at the end. What a decoder without a prefix writes is the
 * reference; one arm has a prefix that changes little, the other one that changes much.
 */
final class TextRun {
    static final String EXPERIMENT = "texts";
    private static final Map<String, Float> SCALES = Map.of("slight", 0.05f, "strong", 1f);
    private static final List<String> ARMS = List.of("strong", "slight");
    private static final Hyperparameters TUNING = new Hyperparameters("no-share", 4, 0, 0, 0, 0, 1, 1, 1);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Path home;
    private final Path directory;
    private final Path model;
    private final Generation generation;

    /**
     * What came of it.
     *
     * @param scores by arm, of the texts as they were predicted, computed here
     * @param live the metrics service's document at the end
     * @param seconds from the first request to the last score
     * @param problems what must not be, in words
     */
    record Result(Map<String, TextSums> scores, JsonNode live, double seconds, List<String> problems) {}

    /**
     * Plans one.
     *
     * @param home the repository's top folder, with built services
     * @param directory an empty one, for data and logs
     * @param model a decoder
     */
    TextRun(Path home, Path directory, Path model, Generation generation) {
        this.home = home;
        this.directory = directory;
        this.model = model;
        this.generation = generation;
    }

    Result run(List<String> prompts) throws IOException, InterruptedException {
        Cluster.Plan plan = new Cluster.Plan(1, model.toAbsolutePath().toString(), true);
        try (Writer writer = new Writer(model);
                Cluster cluster = Cluster.start(home, directory, plan)) {
            List<String> references = prompts.stream()
                    .map(prompt -> writer.goOn(prompt, null, generation))
                    .toList();
            Map<String, Adapter> adapters = publish(cluster.registry(), writer);
            long started = System.nanoTime();
            send(cluster.broker(), prompts, references);
            List<String> problems = new ArrayList<>();
            JsonNode live = awaitScored(cluster.metrics(), prompts.size());
            double seconds = (System.nanoTime() - started) / 1e9;
            Map<String, TextSums> scores =
                    audit(predictions(cluster.broker()), prompts, references, adapters, writer, problems);
            compare(scores, live, problems);
            return new Result(scores, live, seconds, problems);
        }
    }

    private Map<String, Adapter> publish(Service registry, Writer writer) throws IOException, InterruptedException {
        Experiment experiment = new Experiment(
                EXPERIMENT,
                "continuations",
                List.of(),
                ARMS.stream().map(arm -> new Arm(arm, TUNING)).toList(),
                Experiment.Score.CHRF,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                100,
                writer.digest(),
                null,
                generation,
                null,
                null);
        registry.call("POST", "/v1/experiments?wait=true", "application/json", Json.write(experiment), 201);
        Map<String, Adapter> adapters = new HashMap<>();
        for (String arm : ARMS) {
            Adapter adapter = writer.prefix(SCALES.getOrDefault(arm, 1f));
            AdapterFile file = AdapterFile.of(adapter);
            registry.call("PUT", "/v1/blobs/" + file.digest(), "application/octet-stream", file.model(), 200, 201, 204);
            Lineage lineage =
                    new Lineage(EXPERIMENT, arm, TUNING, null, writer.digest(), Topics.Names.SCORED, List.of(), 0, 0);
            registry.call(
                    "POST",
                    "/v1/adapters/" + EXPERIMENT + "/" + arm + "/versions?wait=true&timeout=30",
                    "application/json",
                    Json.write(new PublishVersion(file.digest(), file.config(), List.of(), lineage)),
                    201);
            adapters.put(file.digest(), adapter);
        }
        return adapters;
    }

    /** All requests, then all references in another order. */
    @SuppressWarnings("FutureReturnValueIgnored") // close() waits, and what is lost is missed later.
    private static void send(String broker, List<String> prompts, List<String> references) {
        List<Integer> order = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < prompts.size(); i++) {
                order.add(i);
                InferenceRequest request = new InferenceRequest("t" + i, prompts.get(i), null, EXPERIMENT);
                producer.send(new ProducerRecord<>(Topics.REQUESTS.topicName(), key(i), Json.write(request)));
            }
            Collections.shuffle(order, new Random(1));
            for (int i : order) {
                LabelEvent reference = new LabelEvent("t" + i, references.get(i), null);
                producer.send(new ProducerRecord<>(Topics.LABELS.topicName(), key(i), Json.write(reference)));
            }
        }
    }

    private static byte[] key(int number) {
        return ("t" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode awaitScored(Service metrics, int texts) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<byte[]> answer =
                    metrics.send("GET", "/api/experiments/" + EXPERIMENT + "/live", "application/json", new byte[0]);
            if (answer.statusCode() == 200) {
                JsonNode live = Json.mapper().readTree(answer.body());
                if (live.at("/arms/0/examples").asInt() == texts
                        && live.at("/arms/1/examples").asInt() == texts) {
                    return live;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "Not all texts were scored in time: " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Returns all committed predictions. */
    private static List<Prediction> predictions(String broker) throws IOException {
        List<Prediction> predictions = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Committed.from(broker, Topics.PREDICTIONS)) {
            Set<TopicPartition> partitions = consumer.assignment();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    predictions.add(Json.read(record.value(), Prediction.class));
                }
            }
        } catch (InvalidRecordException e) {
            throw new IOException("A prediction breaks its contract", e);
        }
        return predictions;
    }

    /** Every request is answered once, by both arms, each with what its version writes alone. */
    private Map<String, TextSums> audit(
            List<Prediction> predictions,
            List<String> prompts,
            List<String> references,
            Map<String, Adapter> adapters,
            Writer writer,
            List<String> problems) {
        Map<String, TextSums> scores = new LinkedHashMap<>();
        Map<String, Prediction> byRequest = new HashMap<>();
        for (Prediction prediction : predictions) {
            if (byRequest.put(prediction.requestId(), prediction) != null) {
                problems.add(prediction.requestId() + " was answered twice");
            }
        }
        for (int i = 0; i < prompts.size(); i++) {
            Prediction prediction = byRequest.get("t" + i);
            if (prediction == null
                    || !prediction.answers().stream()
                            .map(ArmAnswer::arm)
                            .toList()
                            .equals(ARMS)) {
                problems.add("t" + i + " was answered by " + prediction);
                continue;
            }
            for (ArmAnswer answer : prediction.answers()) {
                String alone = writer.goOn(prompts.get(i), adapters.get(answer.digest()), generation);
                if (!adapters.containsKey(answer.digest()) || !alone.equals(answer.text())) {
                    problems.add("t" + i + ": arm " + answer.arm() + " said '" + answer.text() + "' and alone '" + alone
                            + "'");
                }
                scores.computeIfAbsent(answer.arm(), arm -> new TextSums(1))
                        .add(ScoredText.of(answer.said(), references.get(i)));
            }
        }
        return scores;
    }

    private static void compare(Map<String, TextSums> scores, JsonNode live, List<String> problems) {
        for (JsonNode arm : live.path("arms")) {
            TextSums sums = scores.getOrDefault(arm.path("arm").asText(), new TextSums(1));
            Map<String, Double> own = Map.of(
                    "exactMatch", sums.exactMatch(), "bleu", sums.bleu(), "rougeL", sums.rougeL(), "chrf", sums.chrf());
            own.forEach((score, value) -> {
                double shown = arm.at("/texts/sinceStart/" + score).asDouble(-1);
                if (!(Math.abs(shown - value) < 1e-9)) {
                    problems.add("the page says " + score + " " + shown + " of arm "
                            + arm.path("arm").asText() + ", computed again it is " + value);
                }
            });
        }
    }
}
