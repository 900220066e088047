package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Axes may be given, arm by arm; an arm without them is what it was. */
class HyperparametersTest {
    private static final int WITHOUT_AXES = 9;

    @Test
    void anArmWithoutAxesIsTheJsonItAlwaysWas() {
        assertThat(new String(Json.write(Samples.HYPERPARAMETERS), StandardCharsets.UTF_8))
                .isEqualTo("{\"variant\":\"deep-share\",\"prefixLength\":16,\"mlpHidden\":48,"
                        + "\"prefixLearningRate\":0.001,\"headLearningRate\":0.01,\"weightDecay\":0.0,"
                        + "\"maxGradientNorm\":1.0,\"batchSize\":16,\"seed\":7}");
    }

    @TestFactory
    Stream<DynamicTest> eachAxisCanBeGivenOrLeftOutByItself() {
        ObjectNode all = Json.mapper().valueToTree(Samples.ALL_AXES);
        return axes().map(axis -> DynamicTest.dynamicTest(axis, () -> {
            assertThat(all.has(axis)).as("the sample gives it").isTrue();
            ObjectNode without = all.deepCopy();
            without.remove(axis);
            // What the sample's other axes need it for.
            if (axis.equals("mlpDepth")) {
                without.put("mlpHidden", 48);
            }
            Hyperparameters read = Json.read(Json.write(without), Hyperparameters.class);
            assertThat(Json.mapper().<ObjectNode>valueToTree(read)).isEqualTo(without);
            assertThat(experimentSchema().validate(experiment(without))).isEmpty();
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyNamedValueIsInTheSchemaAndNoOther() throws IOException {
        JsonNode properties = experimentJson().at("/properties/arms/items/properties/hyperparameters/properties");
        return Stream.of(Hyperparameters.class, Initialization.class, Schedule.class)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(component -> component.getType().isEnum())
                .map(component -> DynamicTest.dynamicTest(component.toString(), () -> {
                    JsonNode at = component.getDeclaringRecord() == Hyperparameters.class
                            ? properties
                            : properties
                                    .path(
                                            component.getDeclaringRecord() == Schedule.class
                                                    ? "schedule"
                                                    : "initialization")
                                    .path("properties");
                    List<String> listed = StreamSupport.stream(
                                    at.path(component.getName()).path("enum").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList();
                    List<String> written = Arrays.stream(component.getType().getEnumConstants())
                            .map(constant -> Json.mapper().valueToTree(constant).asText())
                            .toList();
                    assertThat(listed).containsExactlyElementsOf(written);
                    assertThat(written)
                            .as("as messages call them")
                            .containsExactlyElementsOf(
                                    Arrays.stream(component.getType().getEnumConstants())
                                            .map(constant -> Axes.label((Enum<?>) constant))
                                            .toList());
                }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            deep-share    | 8 | 48 | "sharing":"most"                          | sharing              | most
            deep-share    | 8 | 48 | "sharing":0                               | sharing              | 0
            deep-share    | 8 | 48 | "sharing":""                              | sharing              | Sharing
            deep-share    | 8 | 48 | "dropout":1                               | dropout              | is 1.0; it must be at least 0 and below 1
            deep-share    | 8 | 48 | "dropout":-0.1                            | dropout              | is -0.1
            deep-share    | 8 | 48 | "dropout":"0.1"                           | dropout              | 0.1
            deep-share    | 8 | 48 | "dropout":""                              | dropout              | empty String
            deep-share    | 8 | 48 | "mlpLearningRate":101                     | mlpLearningRate      | is 101.0
            deep-share    | 8 | 48 | "initialization":{"scale":1}              | initialization.vectors | missing
            deep-share    | 8 | 48 | "initialization":{"vectors":"normal"}     | initialization.scale | missing
            deep-share    | 8 | 48 | "initialization":{"vectors":"normal","scale":0} | initialization.scale | is 0.0; it must be positive
            deep-share    | 8 | 48 | "schedule":{"kind":"cosine","warmupSteps":0} | schedule.totalSteps | missing
            deep-share    | 8 | 48 | "schedule":{"kind":"cosine","warmupSteps":5,"totalSteps":5} | schedule.totalSteps | is 5; it must be above warmupSteps, 5
            deep-share    | 8 | 48 | "schedule":{"kind":"constant","warmupSteps":5,"totalSteps":9} | schedule.totalSteps | is 9; it must be 0
            deep-share    | 8 | 48 | "schedule":{"kind":"linear","warmupSteps":-1,"totalSteps":9} | schedule.warmupSteps | is -1
            mystery       | 8 | 48 | "optimizer":"sgd"                         | variant              | 'mystery'
            deep-share    | 0 | 48 | "dropout":0.1                             | prefixLength         | is 0 with variant 'deep-share'
            linear-probe  | 8 | 0  | "optimizer":"sgd"                         | prefixLength         | is 8 with variant 'linear-probe'
            linear-probe  | 0 | 0  | "sharing":"identity"                      | sharing              | is 'identity', but prefixLength is 0
            linear-probe  | 0 | 0  | "depth":"first"                           | depth                | is 'first', but prefixLength is 0
            linear-probe  | 0 | 0  | "entry":"hidden"                          | entry                | is 'hidden', but prefixLength is 0
            linear-probe  | 0 | 0  | "positions":"after-prefix"                | positions            | is 'after-prefix', but prefixLength is 0
            linear-probe  | 0 | 0  | "dropout":0.5                             | dropout              | is 0.5, but prefixLength is 0
            linear-probe  | 0 | 0  | "initialization":{"vectors":"normal","scale":1} | initialization | prefixLength is 0
            no-share      | 8 | 0  | "mlpScope":"global"                       | mlpScope             | is 'global', but sharing 'none' has no MLP
            no-share      | 8 | 0  | "mlpDepth":"linear"                       | mlpDepth             | is 'linear', but sharing 'none' has no MLP
            deep-share    | 8 | 0  | "sharing":"identity"                      | mlpDepth             | is 'one-hidden', but sharing 'identity' has no MLP; it must be 'none'
            no-share      | 8 | 48 | "dropout":0.1                             | mlpHidden            | is 48 with mlpDepth 'none'
            no-share      | 8 | 0  | "mlpLearningRate":0.1                     | mlpLearningRate      | is 0.1, but sharing 'none' has no MLP
            no-share      | 8 | 0  | "initialization":{"vectors":"normal","scale":1,"mlp":"small-output"} | initialization.mlp | is 'small-output', but sharing 'none' has no MLP
            no-share      | 8 | 0  | "sharing":"mlp"                           | mlpDepth             | is 'none', but sharing 'mlp' has an MLP
            deep-share    | 8 | 48 | "mlpDepth":"linear"                       | mlpHidden            | is 48 with mlpDepth 'linear'
            deep-share    | 8 | 0  | "mlpScope":"shared"                       | mlpHidden            | is 0 with mlpDepth 'one-hidden'
            deep-share    | 8 | 48 | "depth":"first","mlpScope":"global"       | mlpScope             | is 'global', but depth 'first' has one layer
            """)
    void whatMeansNothingIsRefusedWithFieldAndValue(
            String variant, int prefixLength, int mlpHidden, String axes, String field, String message) {
        InvalidRecordException problem = Objects.requireNonNull(
                catchThrowableOfType(InvalidRecordException.class, () -> read(variant, prefixLength, mlpHidden, axes)));
        assertThat(problem.field()).as(problem.getMessage()).isEqualTo(field);
        assertThat(problem).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"guide.md", "variants.md"})
    void theDocumentationsArmsAreTaken(String document) throws Exception {
        String text = Files.readString(Path.of("../../docs", document));
        List<String> arms = Pattern.compile("^```(?:json)?\n(\\{\"name\".*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(arms).isNotEmpty();
        for (String arm : arms) {
            Hyperparameters tuned =
                    Json.read(arm.getBytes(StandardCharsets.UTF_8), Arm.class).hyperparameters();
            assertThat(tuned.schedule()).as(arm).isNotNull();
            assertThat(experimentSchema().validate(experiment(Json.mapper().valueToTree(tuned))))
                    .isEmpty();
        }
    }

    /** As they have no axes that could contradict each other. */
    @ParameterizedTest
    @ValueSource(strings = {"mystery", "no-share", "linear-probe"})
    void anArmWithoutAxesIsLeftToWhoTunesIt(String variant) throws InvalidRecordException {
        assertThat(read(variant, 8, 48, "\"later\":1").variant()).isEqualTo(variant);
    }

    private static Hyperparameters read(String variant, int prefixLength, int mlpHidden, String axes)
            throws InvalidRecordException {
        String json =
                "{\"variant\":\"" + variant + "\",\"prefixLength\":" + prefixLength + ",\"mlpHidden\":" + mlpHidden
                        + ",\"prefixLearningRate\":0.001,\"headLearningRate\":0.01,\"weightDecay\":0,\"maxGradientNorm\":1,"
                        + "\"batchSize\":16,\"seed\":7," + axes + "}";
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Hyperparameters.class);
    }

    private static Stream<String> axes() {
        return Stream.of(Hyperparameters.class.getRecordComponents())
                .skip(WITHOUT_AXES)
                .map(RecordComponent::getName);
    }

    private static JsonNode experiment(ObjectNode hyperparameters) {
        ObjectNode experiment = Json.mapper().valueToTree(Samples.experiment());
        ((ObjectNode) experiment.at("/arms/0")).set("hyperparameters", hyperparameters);
        return experiment;
    }

    private static Schema experimentSchema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(experimentJson());
    }

    private static JsonNode experimentJson() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Json.class.getResourceAsStream("schemas/experiment.json"), "schema")) {
            return Json.mapper().readTree(in);
        }
    }
}
