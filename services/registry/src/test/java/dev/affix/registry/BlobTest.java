package dev.affix.registry;

import static dev.affix.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.registry.store.Blobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class BlobTest {
    @Test
    void storedBytesComeBackAsTheyWereAndMayBeKeptForGood() {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        String digest = Samples.digest(content);
        assertThat(Rest.putBlob(digest, content).statusCode()).isEqualTo(201);
        assertThat(Rest.putBlob(digest, content).statusCode()).isEqualTo(200);

        Response got = Rest.get("/v1/blobs/" + digest);
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.asByteArray()).isEqualTo(content);
        assertThat(got.contentType()).isEqualTo("application/octet-stream");
        assertThat(got.header("Content-Length")).isEqualTo("300000");
        assertThat(got.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    }

    @Test
    void damagedBytesAreRefusedAndNotStored() {
        byte[] content = Samples.blob("what the trainer wrote");
        String digest = Samples.digest(content);
        content[3] ^= 1;
        assertProblem(Rest.putBlob(digest, content), 400, "urn:affix:problem:digest-mismatch", "sha256");
        assertProblem(Rest.get("/v1/blobs/" + digest), 404, "urn:affix:problem:unknown", null);
    }

    @Test
    void damagedBytesDoNotReplaceStoredOnes() {
        byte[] content = Samples.blob("stored first");
        String digest = Samples.digest(content);
        Rest.putBlob(digest, content);
        assertThat(Rest.putBlob(digest, Samples.blob("something else")).statusCode())
                .isEqualTo(400);
        assertThat(Rest.get("/v1/blobs/" + digest).asByteArray()).isEqualTo(content);
    }

    @Test
    void bytesOverTheLimitAreRefused() throws Exception {
        byte[] content = new byte[(int) Blobs.MAX_SIZE + 1];
        // Not with the other calls' client, which takes a quarter of a minute for this body.
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/v1/blobs/" + Samples.BACKBONE))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("urn:affix:problem:too-large");
    }

    @Test
    void whatIsNoDigestIsNoPath() {
        assertProblem(Rest.putBlob("ABC", new byte[1]), 400, "urn:affix:problem:invalid", "sha256");
        assertProblem(Rest.get("/v1/blobs/..%2F..%2Fetc%2Fpasswd"), 400, "urn:affix:problem:invalid", "sha256");
    }
}
