package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.affix.contracts.DeadLetter.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** UTF-8 cannot carry it: such a text would be another one after the next hop. */
    @Test
    void halfACharacterIsRefusedWhereverATextIs() {
        for (String half : new String[] {"\\ud83d", "a\\udc36", "\\ud83d\\ud83d\\udc36"}) {
            String place = "surrogate at character " + (half.startsWith("a") ? 2 : 1);
            refused(
                    "{\"id\": \"r\", \"text\": \"" + half + "\"}",
                    InferenceRequest.class,
                    Reason.INVALID_VALUE,
                    "text",
                    place);
            refused(
                    "{\"id\": \"r\", \"text\": \"t\", \"attributes\": {\"a\": \"" + half + "\"}}",
                    InferenceRequest.class,
                    Reason.INVALID_VALUE,
                    "attributes.a",
                    place);
            refused(
                    "{\"requestId\": \"r\", \"label\": \"" + half + "\"}",
                    LabelEvent.class,
                    Reason.INVALID_VALUE,
                    "label",
                    place);
            refused(
                    "{\"maxTokens\": 1, \"stop\": [\"" + half + "\"]}",
                    Generation.class,
                    Reason.INVALID_VALUE,
                    "stop[0]",
                    place);
        }
    }

    @Test
    void attributesAreFewShortAndNamedWhereTheyAreAtFault() throws InvalidRecordException {
        String request = "{\"id\": \"r\", \"text\": \"t\", \"attributes\": {%s}}";
        String value = "x".repeat(InferenceRequest.MAX_ATTRIBUTE_LENGTH);
        String most = IntStream.range(0, InferenceRequest.MAX_ATTRIBUTES)
                .mapToObj(i -> "\"b" + i + "\": \"" + value + "\"")
                .collect(Collectors.joining(","));
        InferenceRequest full = Json.read(bytes(request.formatted(most)), InferenceRequest.class);
        assertThat(full.attributes()).hasSize(InferenceRequest.MAX_ATTRIBUTES).containsEntry("b0", value);
        refused(
                request.formatted(most + ", \"a\": \"y\""),
                InferenceRequest.class,
                Reason.INVALID_VALUE,
                "attributes",
                "9 entries");
        refused(
                request.formatted("\"a\": \"" + value + "x\""),
                InferenceRequest.class,
                Reason.TOO_LONG,
                "attributes.a",
                "65");
        refused(
                request.formatted("\"A b\": \"y\""),
                InferenceRequest.class,
                Reason.INVALID_VALUE,
                "attributes",
                "'A b'");
        refused(
                request.formatted("\"a\": null"),
                InferenceRequest.class,
                Reason.MISSING_FIELD,
                "attributes.a",
                "missing");
        // However they are written, they are carried on in one order: a prediction's bytes depend on its values alone.
        assertThat(Json.write(
                        Json.read(bytes(request.formatted("\"b\": \"2\", \"a\": \"1\"")), InferenceRequest.class)))
                .asString(StandardCharsets.UTF_8)
                .endsWith("\"attributes\":{\"a\":\"1\",\"b\":\"2\"}}");
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
