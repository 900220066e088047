package dev.affix.standalone.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Tells whether a child that runs also takes work. */
@FunctionalInterface
public interface Readiness {
    /**
     * Asks once, quickly.
     *
     * @param log what the child wrote since it was started
     */
    boolean ready(LogTail log) throws InterruptedException;

    /** Ready when it has printed a line that starts with this. */
    static Readiness line(String start) {
        return log -> log.anyLineStartsWith(start);
    }

    /** Ready when this address answers 200. */
    static Readiness http(HttpClient client, URI address) {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
        return log -> {
            try {
                return client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            }
        };
    }
}
