package dev.affix.standalone.demo;

import dev.affix.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks the metrics service. */
final class MetricsClient {
    private static final int OK = 200;

    private final HttpClient http;
    private final HttpRequest live;

    MetricsClient(HttpClient http, String baseUrl, String experiment) {
        this.http = http;
        this.live = HttpRequest.newBuilder(URI.create(baseUrl + "/api/experiments/" + experiment + "/live"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    /** Returns the newest numbers; empty while the service restarts or restores its state. */
    Optional<LiveDocument> live() throws InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(live, HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == OK
                    ? Optional.of(Json.mapper().readValue(response.body(), LiveDocument.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
