package dev.affix.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.standalone.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the registry. */
final class RegistryClient {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final String baseUrl;

    RegistryClient(HttpClient http, String baseUrl) {
        this.http = http;
        this.baseUrl = baseUrl;
    }

    /** Creates an experiment, or finds that it exists. */
    void create(Experiment experiment) throws InterruptedException {
        HttpResponse<byte[]> response = send(HttpRequest.newBuilder(URI.create(baseUrl + "/v1/experiments"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(experiment))));
        if (response.statusCode() == CONFLICT) {
            throw CommandFailure.usage("The registry in this data directory has another experiment named "
                    + experiment.name() + ". Choose another --data-dir.");
        }
        if (response.statusCode() != CREATED && response.statusCode() != OK) {
            throw unexpected("creating experiment " + experiment.name(), response);
        }
    }

    /** Returns how many versions of an adapter were published. */
    int versions(String adapter) throws InterruptedException {
        HttpResponse<byte[]> response =
                send(HttpRequest.newBuilder(URI.create(baseUrl + "/v1/adapters/" + adapter + "/versions")));
        if (response.statusCode() != OK) {
            throw unexpected("listing the versions of " + adapter, response);
        }
        try {
            JsonNode versions = Json.mapper().readTree(response.body());
            return versions.size();
        } catch (IOException e) {
            throw unexpected("listing the versions of " + adapter, response);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw CommandFailure.failed("The registry at " + baseUrl + " did not answer: " + e.getMessage()
                    + ". See logs/registry.log in the data directory.");
        }
    }

    private CommandFailure unexpected(String what, HttpResponse<byte[]> response) {
        return CommandFailure.failed("The registry at " + baseUrl + " answered " + response.statusCode() + " to " + what
                + ": " + new String(response.body(), StandardCharsets.UTF_8)
                + ". See logs/registry.log in the data directory.");
    }
}
