package dev.affix.inference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Calls of the Open Inference Protocol that must be refused. The same seed gives the same ones. */
final class BadCalls {
    static final String GOOD = body("[1]", "BYTES", "[\"a good text\"]", "");

    private static final int KINDS = 24;

    private final SplittableRandom random;

    /**
     * A bad call.
     *
     * @param kind what is bad about it
     * @param status it must be answered with
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes pass through; calls are never compared.
    record Bad(String kind, String method, String path, String type, byte[] body, int status) {
        HttpRequest request(int port) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("Content-Type", type)
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
        }

        /** Returns whether the answer is the right one: its status, and for the protocol's own errors a message. */
        boolean rightly(int answered, byte[] answer) {
            if (answered != status) {
                return false;
            }
            if (status == 405 || status == 415 || status == 413) {
                return true;
            }
            try {
                JsonNode read = Json.mapper().readTree(answer);
                return !read.path("error").asText().isBlank();
            } catch (IOException e) {
                return false;
            }
        }
    }

    BadCalls(SplittableRandom random) {
        this.random = random;
    }

    Bad next() {
        int n = 2 + random.nextInt(1_000);
        return switch (random.nextInt(KINDS)) {
            case 0 -> infer("shape of another size", body("[" + n + "]", "BYTES", "[\"t\"]", ""));
            case 1 -> infer("shape of two dimensions", body("[1," + n + "]", "BYTES", "[\"t\"]", ""));
            case 2 -> infer("negative shape", body("[-" + n + "]", "BYTES", "[\"t\"]", ""));
            case 3 -> infer("shape beyond 64 bits", body("[" + "9".repeat(20 + n % 50) + "]", "BYTES", "[\"t\"]", ""));
            case 4 -> infer("fractional shape", body("[1." + n + "]", "BYTES", "[\"t\"]", ""));
            case 5 -> infer("shape of words", body("[\"one\"]", "BYTES", "[\"t\"]", ""));
            case 6 -> infer("no shape", body("null", "BYTES", "[\"t\"]", ""));
            case 7 -> infer("another datatype", body("[1]", n % 2 == 0 ? "FP32" : "INT" + n, "[\"t\"]", ""));
            case 8 -> infer("numbers for texts", body("[1]", "BYTES", "[" + n + "]", ""));
            case 9 -> infer("a giant number for a text", body("[1]", "BYTES", "[" + "9".repeat(2_000) + "]", ""));
            case 10 -> infer("nested texts", body("[1]", "BYTES", "[[\"t\"]]", ""));
            case 11 -> infer("no texts", body("[0]", "BYTES", "[]", ""));
            case 12 -> infer("too many texts", body("[300]", "BYTES", "[" + "\"t\",".repeat(299) + "\"t\"]", ""));
            case 13 -> infer("an empty text", body("[1]", "BYTES", "[\"" + " ".repeat(n % 5) + "\"]", ""));
            case 14 -> infer("a text over the limit", body("[1]", "BYTES", "[\"" + "x".repeat(10_000 + n) + "\"]", ""));
            case 15 -> infer("half a character", body("[1]", "BYTES", "[\"\\ud83d\"]", ""));
            case 16 -> infer("deep nesting", "[".repeat(2_000 + n) + "]".repeat(2_000 + n));
            case 17 -> infer("a field twice", GOOD.substring(0, GOOD.length() - 1) + ",\"inputs\":[]}");
            case 18 -> infer("cut off", GOOD.substring(0, 1 + n % (GOOD.length() - 1)));
            case 19 ->
                infer("a bad parameter", body("[1]", "BYTES", "[\"t\"]", ",\"parameters\":{\"adapter\":" + n + "}"));
            case 20 -> call("an unknown model", "POST", "/v2/models/nobody" + n + "/infer", GOOD, 404);
            case 21 ->
                call(
                        "an unknown alias as adapter",
                        "POST",
                        "/v2/models/e/infer",
                        body("[1]", "BYTES", "[\"t\"]", ",\"parameters\":{\"adapter\":\"nobody" + n + "\"}"),
                        404);
            case 22 -> call("a wrong method", n % 2 == 0 ? "PUT" : "DELETE", "/v2/models/e/infer", GOOD, 405);
            default -> new Bad("not JSON at all", "POST", "/v2/models/e/infer", "application/json", junk(), 400);
        };
    }

    private static Bad infer(String kind, String body) {
        return call(kind, "POST", "/v2/models/e/infer", body, 400);
    }

    private static Bad call(String kind, String method, String path, String body, int status) {
        return new Bad(kind, method, path, "application/json", body.getBytes(StandardCharsets.UTF_8), status);
    }

    private static String body(String shape, String datatype, String data, String more) {
        return "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"" + datatype + "\",\"shape\":" + shape + ",\"data\":"
                + data + "}]" + more + "}";
    }

    private byte[] junk() {
        byte[] bytes = new byte[random.nextInt(1, 300)];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        return bytes;
    }
}
