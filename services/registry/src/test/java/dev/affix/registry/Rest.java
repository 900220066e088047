package dev.affix.registry;

import static io.restassured.RestAssured.given;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Calls of the registry as its clients make them. */
final class Rest {
    private Rest() {}

    static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }

    static Response send(String method, String path, Object body) {
        return sendText(method, path, new String(Json.write(body), StandardCharsets.UTF_8));
    }

    static Response sendText(String method, String path, String body) {
        return given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .request(method, path);
    }

    static Response putBlob(String digest, byte[] content) {
        return given().contentType("application/octet-stream").body(content).put("/v1/blobs/" + digest);
    }

    /** Stores a blob and publishes it as a version. */
    static Response publish(String adapter, byte[] blob) {
        putBlob(Samples.digest(blob), blob);
        return send("POST", "/v1/adapters/" + adapter + "/versions", Samples.version(blob));
    }

    static <T> T read(Response response, Class<T> type) {
        try {
            return Json.read(response.asByteArray(), type);
        } catch (InvalidRecordException e) {
            throw new AssertionError(response.asString(), e);
        }
    }

    /** Reads a JSON array of records. */
    static <T> List<T> readList(Response response, Class<T[]> type) {
        return Arrays.asList(read(response, type));
    }
}
