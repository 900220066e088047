package dev.affix.load.swaps;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Json;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Topics;
import dev.affix.load.cluster.Service;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.engine.Backbone;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Publishes versions of two arms, made of random numbers, and waits each time until every replica answers with it. */
final class Publisher {
    static final String EXPERIMENT = "swaps";
    static final List<String> ARMS = List.of("a", "b");
    static final List<String> LABELS = List.of("noun.act", "noun.animal", "verb.motion", "adj.all");

    private static final int PREFIX = 16;
    private static final Hyperparameters TUNING = new Hyperparameters("no-share", PREFIX, 0, 0.01, 0.01, 0, 1, 8, 1);

    private final Service registry;
    private final int replicas;
    private final Backbone backbone;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, Adapter> adapters = new HashMap<>();
    private final Histogram micros = new Histogram(600_000_000L, 3);

    /**
     * Creates one.
     *
     * @param replicas how many must have applied each version
     */
    Publisher(Service registry, int replicas, Backbone backbone) {
        this.registry = registry;
        this.replicas = replicas;
        this.backbone = backbone;
    }

    /** A version that every replica answers with. */
    record Version(String arm, long number, String digest) {}

    /** Creates the experiment. */
    void createExperiment() throws IOException, InterruptedException {
        Experiment experiment = new Experiment(
                EXPERIMENT,
                "task",
                LABELS,
                ARMS.stream().map(arm -> new Arm(arm, TUNING)).toList(),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                100,
                null,
                null,
                null);
        registry.call("POST", "/v1/experiments?wait=true", "application/json", Json.write(experiment), 201);
    }

    /** Publishes the next version of an arm, and returns when the registry says that every replica answers with it. */
    Version publish(String arm) throws IOException, InterruptedException {
        Adapter adapter = adapter();
        AdapterFile file = AdapterFile.of(adapter);
        registry.call("PUT", "/v1/blobs/" + file.digest(), "application/octet-stream", file.model(), 200, 201, 204);
        Lineage lineage =
                new Lineage(EXPERIMENT, arm, TUNING, null, backbone.digest(), Topics.Names.SCORED, List.of(), 0, 0);
        byte[] body = Json.write(new PublishVersion(file.digest(), file.config(), LABELS, lineage));
        long asked = System.nanoTime();
        HttpResponse<byte[]> answer = registry.call(
                "POST",
                "/v1/adapters/" + EXPERIMENT + "/" + arm + "/versions?wait=true&timeout=30",
                "application/json",
                body,
                201);
        long took = (System.nanoTime() - asked) / 1_000;
        String applied = answer.headers().firstValue("Affix-Replicas").orElse("none");
        if (!applied.equals(Integer.toString(replicas))) {
            throw new IOException(
                    "Version " + file.digest() + " is applied at " + applied + " replicas instead of " + replicas);
        }
        micros.recordValue(took);
        long number = newest.merge(arm, 1L, Long::sum);
        adapters.put(file.digest(), adapter);
        return new Version(arm, number, file.digest());
    }

    /** Returns the published adapters by digest. */
    Map<String, Adapter> adapters() {
        return adapters;
    }

    /** Forgets the times so far. */
    void warm() {
        micros.reset();
    }

    /** Returns the time of each publication, from the call to the answer that every replica serves it, in microseconds. */
    Histogram micros() {
        return micros;
    }

    private Adapter adapter() {
        int hidden = backbone.config().hidden();
        return new Adapter(
                backbone.digest(),
                PREFIX,
                backbone.config().layers(),
                backbone.config().keyValueHeads(),
                backbone.config().headDim(),
                LABELS,
                gaussians(PREFIX * backbone.config().valuesPerPosition(), 0.5f),
                gaussians(LABELS.size() * hidden, 0.3f),
                gaussians(LABELS.size(), 0.3f));
    }

    private float[] gaussians(int length, float scale) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return values;
    }
}
