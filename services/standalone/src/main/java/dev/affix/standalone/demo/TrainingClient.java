package dev.affix.standalone.demo;

import dev.affix.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks the training service. */
final class TrainingClient {
    private static final int OK = 200;
    /** Longer than a step and a publication take on a busy machine. */
    private static final Duration SETTLED = Duration.ofSeconds(12);

    private static final int BATCH_SIZE = 16;
    private static final long POLL_MILLIS = 500;

    private final HttpClient http;
    private final HttpRequest all;
    private final String experiment;

    TrainingClient(HttpClient http, String baseUrl, String experiment) {
        this.http = http;
        this.all = HttpRequest.newBuilder(URI.create(baseUrl + "/api/experiments"))
                .timeout(Duration.ofSeconds(5))
                .build();
        this.experiment = experiment;
    }

    /** Returns where the experiment stands; empty while the service restarts. */
    Optional<TrainingProgress> progress() throws InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(all, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() != OK
                    ? Optional.empty()
                    : Stream.of(Json.mapper().readValue(response.body(), TrainingProgress[].class))
                            .filter(progress -> progress.name().equals(experiment))
                            .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Waits until training has learned from everything but what does not fill a batch. Batches are cut from the partitions
     * in turn: one that has few examples left can hold up the others' last batches, so what no longer changes is done too.
     *
     * @return where it stands then, or when the time is over
     */
    Optional<TrainingProgress> awaitIdle(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        long changed = start;
        Optional<TrainingProgress> last = progress();
        while (System.nanoTime() - start < limit.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            Optional<TrainingProgress> now = progress();
            if (!now.equals(last)) {
                last = now;
                changed = System.nanoTime();
            }
            boolean settled = System.nanoTime() - changed > SETTLED.toNanos();
            if (now.isPresent() && (now.get().done(BATCH_SIZE) || (now.get().unread() == 0 && settled))) {
                return now;
            }
        }
        return last;
    }
}
