package dev.affix.load.swaps;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Topics;
import dev.affix.load.Committed;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.serving.Answer;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.serving.UnknownAdapterException;
import dev.affix.prefix.tokenizer.TextTokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Reads every committed prediction and looks for what must not be. */
final class Audit {
    private static final float TOLERANCE = 1e-3f;
    private static final int BATCH = 64;

    private final Map<String, Requests.Sent> sent;
    private final Map<String, Publisher.Version> versions;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, List<Checked>> byDigest = new HashMap<>();
    private final Set<String> answered = new HashSet<>();

    private record Checked(String request, String text, ArmAnswer answer) {}

    /**
     * What was found.
     *
     * @param answers answers of arms that were looked at
     * @param versions versions that gave them
     * @param problems what must not be, in words
     */
    record Findings(int answers, int versions, List<String> problems) {}

    Audit(Map<String, Requests.Sent> sent, Map<String, Publisher.Version> versions) {
        this.sent = sent;
        this.versions = versions;
    }

    /** Waits for the predictions of all requests and checks each: once, by versions it names rightly and no older ones. */
    void read(String broker, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = Committed.from(broker, Topics.PREDICTIONS)) {
            long quiet = System.nanoTime();
            // Past the last one for a moment: an answer given twice comes late.
            while (System.nanoTime() < deadline
                    && (answered.size() < sent.size() || System.nanoTime() - quiet < TimeUnit.SECONDS.toNanos(2))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    take(record);
                    quiet = System.nanoTime();
                }
            }
        }
        if (answered.size() < sent.size()) {
            problems.add(sent.size() - answered.size() + " of " + sent.size() + " requests were not answered");
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Prediction prediction;
        try {
            prediction = Json.read(record.value(), Prediction.class);
        } catch (InvalidRecordException e) {
            problems.add("A prediction breaks its contract: " + e.getMessage());
            return;
        }
        String id = prediction.requestId();
        Requests.Sent request = sent.get(id);
        if (request == null || !request.text().equals(prediction.text())) {
            problems.add(id + " was never sent like that");
            return;
        }
        if (!answered.add(id)) {
            problems.add(id + " was answered twice");
        }
        List<String> arms = prediction.answers().stream().map(ArmAnswer::arm).toList();
        if (!arms.equals(Publisher.ARMS)) {
            problems.add(id + " was answered by arms " + arms);
        }
        for (ArmAnswer answer : prediction.answers()) {
            Publisher.Version named = versions.get(answer.digest());
            if (named == null || !named.arm().equals(answer.arm()) || named.number() != answer.version()) {
                problems.add(id + " names version " + answer.version() + " of " + answer.arm() + " with digest "
                        + answer.digest() + ", which is " + named);
            } else if (answer.version() < request.floor().getOrDefault(answer.arm(), 0L)) {
                problems.add(id + " was sent after version " + request.floor().get(answer.arm()) + " of " + answer.arm()
                        + " was acknowledged, but answered by version " + answer.version());
            }
            byDigest.computeIfAbsent(answer.digest(), digest -> new ArrayList<>())
                    .add(new Checked(id, request.text(), answer));
        }
    }

    /** Computes every answer anew with the adapter it names. */
    Findings recompute(Backbone backbone, TextTokenizer tokenizer, Map<String, Adapter> adapters)
            throws UnknownAdapterException {
        int answers = 0;
        for (Map.Entry<String, List<Checked>> one : byDigest.entrySet()) {
            Adapter adapter = adapters.get(one.getKey());
            if (adapter != null) {
                try (PrefixServer server = new PrefixServer(backbone)) {
                    server.load(one.getKey(), adapter);
                    for (int from = 0; from < one.getValue().size(); from += BATCH) {
                        compare(
                                server,
                                tokenizer,
                                one.getValue()
                                        .subList(from, Math.min(one.getValue().size(), from + BATCH)));
                    }
                }
            }
            answers += one.getValue().size();
        }
        return new Findings(answers, byDigest.size(), List.copyOf(problems));
    }

    private void compare(PrefixServer server, TextTokenizer tokenizer, List<Checked> checked)
            throws UnknownAdapterException {
        List<Answer> expected = server.answer(checked.stream()
                .map(one -> new Query(tokenizer.encode(one.text), one.answer.digest()))
                .toList());
        for (int i = 0; i < checked.size(); i++) {
            float[] right = expected.get(i).logProbabilities();
            List<Float> given = checked.get(i).answer.logProbabilities();
            for (int label = 0; label < right.length; label++) {
                if (!(Math.abs(given.get(label) - right[label]) < TOLERANCE)) {
                    problems.add(checked.get(i).request + " was not answered by the version it names: " + given
                            + " where that one says " + java.util.Arrays.toString(right));
                    break;
                }
            }
        }
    }
}
