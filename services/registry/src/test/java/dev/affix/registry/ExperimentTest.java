package dev.affix.registry;

import static dev.affix.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Status;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class ExperimentTest {
    @Test
    void anExperimentRunsFromItsCreationUntilItIsStoppedOnce() {
        Experiment asked = Samples.experiment("life");
        Response response = create(asked.with(Status.STOPPED, Instant.EPOCH));
        assertThat(response.statusCode()).isEqualTo(201);
        Experiment created = Rest.read(response, Experiment.class);
        assertThat(created.createdAt()).isAfter(Instant.EPOCH);
        assertThat(created).isEqualTo(asked.with(Status.RUNNING, created.createdAt()));
        assertThat(found("life")).isEqualTo(created);
        assertThat(Rest.readList(Rest.get("/v1/experiments"), Experiment[].class))
                .contains(created);

        Experiment stopped = Rest.read(Rest.sendText("POST", "/v1/experiments/life/stop", ""), Experiment.class);
        assertThat(stopped).isEqualTo(asked.with(Status.STOPPED, created.createdAt()));
        assertThat(Rest.read(Rest.sendText("POST", "/v1/experiments/life/stop", ""), Experiment.class))
                .isEqualTo(stopped);
        assertThat(found("life")).isEqualTo(stopped);
        awaitEvents("life", List.of(created, stopped));
    }

    @Test
    void theSameContentAgainIsTheSameExperiment() {
        Experiment asked = Samples.experiment("again");
        Response first = create(asked);
        Response second = create(asked);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.asString()).isEqualTo(first.asString());
        awaitEvents("again", List.of(Rest.read(first, Experiment.class)));
    }

    @Test
    void otherContentUnderATakenNameIsAConflictAndChangesNothing() {
        create(Samples.experiment("taken"));
        Experiment before = found("taken");
        String same = new String(Json.write(Samples.experiment("taken")), StandardCharsets.UTF_8);
        for (String other : List.of(
                same.replace("\"margin\":0.01", "\"margin\":0.02"),
                same.replace("\"publishEvery\"", "\"segmentBy\":\"language\",\"publishEvery\""))) {
            assertProblem(Rest.sendText("POST", "/v1/experiments", other), 409, "urn:affix:problem:conflict", "name");
        }
        assertThat(found("taken")).isEqualTo(before);
    }

    @Test
    void whatBreaksTheContractIsRefusedWithTheFieldsPath() {
        String good = new String(Json.write(Samples.experiment("broken")), StandardCharsets.UTF_8);
        assertProblem(
                Rest.sendText("POST", "/v1/experiments", good.replace("\"alpha\":0.05", "\"alpha\":2")),
                400,
                "urn:affix:problem:invalid",
                "alpha");
        assertProblem(
                Rest.sendText("POST", "/v1/experiments", good.replace("\"name\":\"no-share\"", "\"name\":\"No\"")),
                400,
                "urn:affix:problem:invalid",
                "arms[1].name");
        assertProblem(Rest.get("/v1/experiments/broken"), 404, "urn:affix:problem:unknown", null);
    }

    @Test
    void anArmsAxesAreKeptAndToldAsTheyWereAsked() {
        Experiment asked = Samples.experiment("axes", new Arm("own", Samples.withAxes()));
        Response response = create(asked);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        assertThat(Rest.read(response, Experiment.class).arms()).isEqualTo(asked.arms());
        assertThat(found("axes").arms()).isEqualTo(asked.arms());
        awaitEvents("axes", List.of(found("axes")));
    }

    @Test
    void axesThatMeanNothingTogetherAreRefusedWithFieldAndValue() {
        String good = new String(
                Json.write(Samples.experiment("nothing", new Arm("own", Samples.withAxes()))), StandardCharsets.UTF_8);
        assertRefused(
                good.replace("\"per-layer\"", "\"global\""),
                "arms[1].hyperparameters.mlpScope",
                "is 'global', but depth 'first' has one layer");
        assertRefused(
                good.replace("\"separate-mlp\"", "\"identity\""),
                "arms[1].hyperparameters.mlpDepth",
                "is 'linear', but sharing 'identity' has no MLP");
        assertRefused(good.replace("\"dropout\":0.1", "\"dropout\":1.5"), "arms[1].hyperparameters.dropout", "is 1.5");
        assertRefused(
                good.replace("\"optimizer\":\"sgd\"", "\"optimizer\":\"lion\""),
                "arms[1].hyperparameters.optimizer",
                "lion");
        assertRefused(
                good.replace("\"totalSteps\":100", "\"totalSteps\":10"),
                "arms[1].hyperparameters.schedule.totalSteps",
                "is 10; it must be above warmupSteps, 10");
        assertProblem(Rest.get("/v1/experiments/nothing"), 404, "urn:affix:problem:unknown", null);
    }

    /** JSON can escape half a character, UTF-8 cannot carry it: it is the caller's mistake, wherever it is, and answers say so. */
    @Test
    void halfACharacterIsRefusedWhereverItIs() {
        String good = new String(Json.write(Samples.experiment("half")), StandardCharsets.UTF_8);
        assertRefused(good.replace("[\"noun.act\",", "[\"noun\\ud83d\","), "labels[0]", "surrogate");
        assertRefused(good.replace("\"name\":\"half\"", "\"name\":\"h\\ud83d\""), "name", "it must match");
        assertRefused(good.replace("\"accuracy\"", "\"\\udc36\""), "primaryScore", "is invalid");
        assertRefused(
                good.replace(
                        "\"name\":\"no-share\"",
                        "\"name\":\"" + "n".repeat(76) + "\ud83d\udc36" + "n".repeat(9) + "\""),
                "arms[1].name",
                "it must match");
        assertProblem(Rest.get("/v1/experiments/half"), 404, "urn:affix:problem:unknown", null);
    }

    private static void assertRefused(String body, String field, String detail) {
        Response response = Rest.sendText("POST", "/v1/experiments", body);
        assertProblem(response, 400, "urn:affix:problem:invalid", field);
        assertThat(response.path("detail").toString()).contains(field, detail);
    }

    @Test
    void anUnknownExperimentIsNotFound() {
        assertProblem(Rest.get("/v1/experiments/nobody"), 404, "urn:affix:problem:unknown", null);
        assertProblem(Rest.get("/v1/experiments/nobody/verdicts"), 404, "urn:affix:problem:unknown", null);
        assertProblem(Rest.sendText("POST", "/v1/experiments/nobody/stop", ""), 404, "urn:affix:problem:unknown", null);
    }

    @Test
    void unknownPathsMethodsAndMediaTypesAreProblemsToo() {
        assertProblem(Rest.get("/v1/nothing"), 404, "about:blank", null);
        assertProblem(Rest.sendText("DELETE", "/v1/experiments", ""), 405, "about:blank", null);
        assertProblem(
                io.restassured.RestAssured.given()
                        .contentType("text/plain")
                        .body("x")
                        .post("/v1/experiments"),
                415,
                "about:blank",
                null);
    }

    private static Response create(Experiment body) {
        return Rest.send("POST", "/v1/experiments", body);
    }

    private static Experiment found(String name) {
        return Rest.read(Rest.get("/v1/experiments/" + name), Experiment.class);
    }

    private static void awaitEvents(String name, List<Experiment> expected) {
        create(Samples.experiment(name + ".later"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !events(name + ".later").isEmpty());
        assertThat(events(name))
                .containsExactlyElementsOf(expected.stream().map(Json::write).toList());
    }

    private static List<byte[]> events(String name) {
        return Kafka.records(Topics.EXPERIMENTS).stream()
                .filter(message -> message.key().equals(name))
                .map(message -> message.value())
                .toList();
    }
}
