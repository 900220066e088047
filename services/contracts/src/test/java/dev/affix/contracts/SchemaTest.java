package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Records, schemas and the AsyncAPI document say the same. */
class SchemaTest {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @TestFactory
    Stream<DynamicTest> everyRecordValidatesAndComesBackEqual() {
        return Samples.bySchema().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(record -> DynamicTest.dynamicTest(entry.getKey() + " " + record.getClass(), () -> {
                            byte[] json = Json.write(record);
                            JsonNode node = Json.mapper().readTree(json);
                            assertThat(schema(entry.getKey()).validate(node)).isEmpty();
                            Object back = Json.read(json, Objects.requireNonNull(Samples.TYPES.get(entry.getKey())));
                            assertThat(back).isEqualTo(record);
                            assertThat(Json.write(back)).isEqualTo(json);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> everyFieldOfARecordIsInItsSchema() {
        return Samples.bySchema().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(record -> DynamicTest.dynamicTest(entry.getKey() + " " + record.getClass(), () -> {
                            JsonNode closed = closed(resource(entry.getKey()));
                            JsonNode node = Json.mapper().readTree(Json.write(record));
                            assertThat(SCHEMAS.getSchema(closed).validate(node)).isEmpty();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> whatASchemaRequiresTheReaderRequires() {
        return Samples.bySchema().entrySet().stream().flatMap(entry -> {
            Object record = entry.getValue().get(0);
            ObjectNode complete = (ObjectNode) Json.mapper().valueToTree(record);
            return names(complete).stream()
                    .map(field -> DynamicTest.dynamicTest(entry.getKey() + "." + field, () -> {
                        ObjectNode without = complete.deepCopy();
                        without.remove(field);
                        boolean valid = schema(entry.getKey()).validate(without).isEmpty();
                        boolean read =
                                reads(Json.write(without), Objects.requireNonNull(Samples.TYPES.get(entry.getKey())));
                        assertThat(read).as("readable without " + field).isEqualTo(valid);
                    }));
        });
    }

    @Test
    void theAsyncApiDocumentHasEveryTopicWithItsCleanupPolicyAndSchema() throws IOException {
        JsonNode document;
        try (InputStream in = open("asyncapi.yaml")) {
            document = new YAMLMapper().readTree(in);
        }
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        List<String> addresses = new ArrayList<>();
        for (JsonNode channel : document.path("channels")) {
            String address = channel.path("address").asText();
            addresses.add(address);
            Topics topic = Arrays.stream(Topics.values())
                    .filter(t -> t.topicName().equals(address))
                    .findFirst()
                    .orElseThrow();
            assertThat(channel.at("/bindings/kafka/topicConfiguration/cleanup.policy/0")
                            .asText())
                    .as(address)
                    .isEqualTo(topic.cleanup().policy());
            for (JsonNode message : channel.path("messages")) {
                JsonNode target = document.at(message.path("$ref").asText().substring(1));
                assertThat(target.isMissingNode()).as(message.toString()).isFalse();
                String payload = target.at("/payload/$ref").asText();
                if (!payload.isEmpty()) {
                    try (InputStream in = open(payload)) {
                        assertThat(Json.mapper().readTree(in).path("$id").asText())
                                .endsWith(payload);
                    }
                }
            }
        }
        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Topics.values()).map(Topics::topicName).toList());
        for (JsonNode operation : document.path("operations")) {
            assertThat(document.at(operation.at("/channel/$ref").asText().substring(1))
                            .isMissingNode())
                    .isFalse();
        }
        List<String> reasons = StreamSupport.stream(
                        document.at("/components/schemas/DeadLetterHeaders/properties/affix-dlq-reason/enum")
                                .spliterator(),
                        false)
                .map(JsonNode::asText)
                .toList();
        assertThat(reasons)
                .containsExactlyElementsOf(Arrays.stream(DeadLetter.Reason.values())
                        .map(DeadLetter.Reason::code)
                        .toList());
    }

    private static boolean reads(byte[] json, Class<?> type) {
        try {
            Json.read(json, type);
            return true;
        } catch (InvalidRecordException e) {
            return false;
        }
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Schema schema(String name) throws IOException {
        return SCHEMAS.getSchema(resource(name));
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in = open("schemas/" + name + ".json")) {
            return Json.mapper().readTree(in);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(Json.class.getResourceAsStream(path), path);
    }

    /** Returns the schema with no room for fields it does not list. */
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            // Not those that only add a condition.
            if (object.has("properties") && object.path("type").asText().equals("object")) {
                object.put("additionalProperties", false);
            }
            object.remove("$id");
        }
        schema.forEach(SchemaTest::closed);
        return schema;
    }
}
