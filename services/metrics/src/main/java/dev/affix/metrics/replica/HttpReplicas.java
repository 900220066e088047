package dev.affix.metrics.replica;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.metrics.running.RestoringException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks other replicas over HTTP, all at once. Thread-safe. */
public final class HttpReplicas implements Replicas {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    @Override
    public List<Part> parts(Collection<String> addresses, String experiment) {
        Map<String, CompletableFuture<HttpResponse<byte[]>>> asked = new LinkedHashMap<>();
        for (String address : addresses) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + address + "/internal/experiments/" + experiment + "/part"))
                    .timeout(ANSWER)
                    .build();
            asked.put(address, client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
        }
        List<Part> parts = new ArrayList<>();
        asked.forEach((address, answer) -> parts.add(part(address, answer)));
        return parts;
    }

    private static Part part(String address, CompletableFuture<HttpResponse<byte[]>> answer) {
        try {
            HttpResponse<byte[]> response = answer.join();
            if (response.statusCode() != 200) {
                throw new RestoringException(
                        "Replica " + address + " has no complete state yet: it answers " + response.statusCode() + ".");
            }
            return Json.read(response.body(), Part.class);
        } catch (CompletionException e) {
            throw new RestoringException("Replica " + address + " cannot be reached: " + e.getCause() + ".");
        } catch (InvalidRecordException e) {
            throw new RestoringException("Replica " + address + " does not speak this version: " + e.getMessage());
        }
    }
}
