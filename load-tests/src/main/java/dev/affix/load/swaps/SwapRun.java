package dev.affix.load.swaps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Json;
import dev.affix.load.cluster.Cluster;
import dev.affix.load.cluster.Service;
import dev.affix.prefix.backbone.BackboneException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.serving.UnknownAdapterException;
import dev.affix.prefix.tokenizer.TextTokenizer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Versions change while requests come through Kafka at a steady rate. After each acknowledged publication, the next request at
 * every replica, over HTTP, and the next one through Kafka must be answered by it.
 */
final class SwapRun {
    /** Versions before anything is timed: the first of each arm, and some for the compiler. */
    private static final int WARM_UP = 10;

    private final Path home;
    private final Path directory;
    private final int replicas;
    private final int swaps;
    private final double perSecond;
    private final int killEvery;

    /**
     * Plans one.
     *
     * @param home the repository's top folder, with built services
     * @param directory an empty one, for data and logs
     * @param perSecond requests through Kafka
     * @param killEvery versions after which a replica is killed and started again, 0 for never
     */
    SwapRun(Path home, Path directory, int replicas, int swaps, double perSecond, int killEvery) {
        this.home = home;
        this.directory = directory;
        this.replicas = replicas;
        this.swaps = swaps;
        this.perSecond = perSecond;
        this.killEvery = killEvery;
    }

    SwapReport run(List<String> texts, IntConsumer progress)
            throws IOException, InterruptedException, BackboneException, UnknownAdapterException {
        BackboneWeights weights = BackboneWeights.load("minilm", null);
        try (Backbone backbone = Backbone.open(weights, new EngineSettings(1, "cpu", Precision.FLOAT32));
                TextTokenizer tokenizer = new TextTokenizer(weights, 64);
                Cluster cluster = Cluster.start(home, directory, new Cluster.Plan(replicas, "minilm", false));
                Requests requests = new Requests(cluster.broker(), texts, perSecond)) {
            Publisher publisher = new Publisher(cluster.registry(), replicas, backbone);
            publisher.createExperiment();
            Map<String, Publisher.Version> versions = new HashMap<>();
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < WARM_UP; i++) {
                swap(i, publisher, requests, cluster, versions, problems);
            }
            publisher.warm();
            requests.start();
            long started = System.nanoTime();
            for (int i = 0; i < swaps; i++) {
                swap(WARM_UP + i, publisher, requests, cluster, versions, problems);
                if (killEvery > 0 && (i + 1) % killEvery == 0) {
                    cluster.kill((i + 1) / killEvery % replicas);
                }
                progress.accept(i + 1);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            List<SwapReport.SwapTime> times = new ArrayList<>();
            for (Service replica : cluster.replicas()) {
                times.add(SwapReport.SwapTime.of(replica.send("GET", "/q/metrics", "text/plain", new byte[0])));
            }
            Map<String, Requests.Sent> sent = requests.stop();
            Audit audit = new Audit(sent, versions);
            audit.read(cluster.broker(), Duration.ofMinutes(2));
            Audit.Findings findings = audit.recompute(backbone, tokenizer, publisher.adapters());
            problems.addAll(findings.problems());
            return new SwapReport(swaps, replicas, seconds, sent.size(), findings, publisher.micros(), times, problems);
        }
    }

    private static void swap(
            int number,
            Publisher publisher,
            Requests requests,
            Cluster cluster,
            Map<String, Publisher.Version> versions,
            List<String> problems)
            throws IOException, InterruptedException {
        String arm = Publisher.ARMS.get(number % Publisher.ARMS.size());
        Publisher.Version version = publisher.publish(arm);
        versions.put(version.digest(), version);
        if (versions.size() < Publisher.ARMS.size()) {
            return;
        }
        requests.acknowledged(version);
        requests.send();
        // The first arm's answer is the one that is served.
        if (arm.equals(Publisher.ARMS.get(0))) {
            for (Service replica : cluster.replicas()) {
                String answered = ask(replica);
                if (!answered.equals(version.digest())) {
                    problems.add(
                            "After " + version + " was acknowledged, " + replica.url() + " answered with " + answered);
                }
            }
        }
    }

    private static String ask(Service replica) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = replica.send(
                "POST",
                "/v2/models/" + Publisher.EXPERIMENT + "/infer",
                "application/json",
                "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"a text\"]}]}"
                        .getBytes(StandardCharsets.UTF_8));
        JsonNode body = Json.mapper().readTree(answer.body());
        return body.at("/parameters/adapter").asText(answer.statusCode() + " " + body);
    }
}
