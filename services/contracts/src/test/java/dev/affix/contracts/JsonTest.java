package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.affix.contracts.DeadLetter.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bad input is refused with the field and the position of the offending value. */
class JsonTest {
    @Test
    void textThatIsNotJsonSaysWhere() {
        refused("{\"id\": \"r\", oops}", InferenceRequest.class, Reason.NOT_JSON, null, "line 1, column 13");
        refused("", InferenceRequest.class, Reason.NOT_JSON, null, "InferenceRequest");
        refused("[1, 2]", InferenceRequest.class, Reason.NOT_JSON, null, "line 1, column 1");
        refused("null", InferenceRequest.class, Reason.NOT_JSON, null, "null");
        refused("{\"id\": \"r\", \"text\": \"t\"} x", InferenceRequest.class, Reason.NOT_JSON, null, "column 26");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin1 = "{\"id\": \"r\", \"text\": \"caf\u00e9 au lait\"}".getBytes(StandardCharsets.ISO_8859_1);
        InvalidRecordException problem = problem(latin1, InferenceRequest.class);
        assertThat(problem.reason()).isEqualTo(Reason.NOT_JSON);
        assertThat(problem).hasMessageContaining("UTF-8");
    }

    @Test
    void aTombstoneIsRefused() {
        assertThat(problem(null, InferenceRequest.class).reason()).isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void aMissingOrNullFieldIsNamed() {
        refused("{\"id\": \"r\"}", InferenceRequest.class, Reason.MISSING_FIELD, "text", "line 1, column");
        refused("{\"id\": null, \"text\": \"t\"}", InferenceRequest.class, Reason.MISSING_FIELD, "id", "missing");
        refused("{\"partition\": 1}", SourcePosition.class, Reason.MISSING_FIELD, "offset", "missing");
    }

    @Test
    void aFieldOfAnotherTypeIsNamedWithItsPosition() {
        refused("{\"id\": 7, \"text\": \"t\"}", InferenceRequest.class, Reason.INVALID_VALUE, "id", "line 1, column 8");
        refused(
                "{\"partition\": \"1\", \"offset\": 2}",
                SourcePosition.class,
                Reason.INVALID_VALUE,
                "partition",
                "column");
        refused(
                "{\"partition\": 1.5, \"offset\": 2}",
                SourcePosition.class,
                Reason.INVALID_VALUE,
                "partition",
                "column");
        refused(
                "{\"requestId\": \"r\", \"label\": \"l\", \"labelledAt\": \"yesterday\"}",
                LabelEvent.class,
                Reason.INVALID_VALUE,
                "labelledAt",
                "line 1");
    }

    @Test
    void aFieldOutOfRangeIsNamedWithItsPath() {
        String experiment = new String(Json.write(Samples.experiment()), StandardCharsets.UTF_8);
        refused(
                experiment.replace("\"batchSize\":16", "\"batchSize\":0"),
                Experiment.class,
                Reason.INVALID_VALUE,
                "arms[0].hyperparameters.batchSize",
                "between");
        refused(
                experiment.replace("[\"noun.act\",\"noun.animal\"]", "[\"x\",\"x\"]"),
                Experiment.class,
                Reason.INVALID_VALUE,
                "labels[1]",
                "repeats");
        refused(
                experiment.replace("[\"noun.act\",\"noun.animal\"]", "[\"x\",null]"),
                Experiment.class,
                Reason.MISSING_FIELD,
                "labels[1]",
                "null");
    }

    @Test
    void textOverTheLimitIsItsOwnReasonAndExactlyTheLimitIsFine() throws InvalidRecordException {
        String limit = "x".repeat(InferenceRequest.MAX_TEXT_LENGTH);
        Json.read(bytes("{\"id\": \"r\", \"text\": \"" + limit + "\"}"), InferenceRequest.class);
        refused(
                "{\"id\": \"r\", \"text\": \"" + limit + "x\"}",
                InferenceRequest.class,
                Reason.TOO_LONG,
                "text",
                "10001");
    }

    @Test
    void aRepeatedFieldIsRefused() {
        refused("{\"id\": \"r\", \"id\": \"s\", \"text\": \"t\"}", InferenceRequest.class, Reason.NOT_JSON, null, "id");
    }

    @Test
    void unknownFieldsAreIgnoredSoThatContractsCanGrow() throws InvalidRecordException {
        InferenceRequest request =
                Json.read(bytes("{\"id\": \"r\", \"text\": \"t\", \"later\": [1]}"), InferenceRequest.class);
        assertThat(request).isEqualTo(new InferenceRequest("r", "t", null, null));
    }

    @Test
    void anUnknownEventTypeIsRefused() {
        refused("{\"type\": \"deleted\"}", AdapterEvent.class, Reason.INVALID_VALUE, "type", "deleted");
    }

    private static void refused(String json, Class<?> type, Reason reason, @Nullable String field, String messagePart) {
        InvalidRecordException problem = problem(bytes(json), type);
        assertThat(problem.reason()).as(problem.getMessage()).isEqualTo(reason);
        assertThat(problem.field()).as(problem.getMessage()).isEqualTo(field);
        assertThat(problem).hasMessageContaining(messagePart);
    }

    private static InvalidRecordException problem(byte @Nullable [] value, Class<?> type) {
        return Objects.requireNonNull(catchThrowableOfType(InvalidRecordException.class, () -> Json.read(value, type)));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
