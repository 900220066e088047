package dev.affix.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.prefix.training.Optimizer;
import dev.affix.prefix.training.PaperPresets;
import dev.affix.prefix.training.Schedule;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpInitialization;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import dev.affix.prefix.variant.Variant;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an experiment's JSON says of an arm is what is tuned. */
class ArmSettingsTest {
    private static final int MICRO_BATCH = 4;

    @ParameterizedTest
    @EnumSource
    void aVariantWithoutAxesIsThePreset(Variant variant) throws InvalidRecordException {
        int prefixLength = variant == Variant.LINEAR_PROBE ? 0 : 16;
        TrainingSettings preset =
                new TrainingSettings(variant, prefixLength, 48, 0.2, 0.1, 0.01, 2, 32, MICRO_BATCH, 9);
        assertThat(of(variant.label(), prefixLength, 48, "{}")).isEqualTo(preset);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"sharing":"separate-mlp"}  | SEPARATE_MLP ALL   PER_LAYER ONE_HIDDEN PROJECTED FROM_ZERO
            {"depth":"first"}           | MLP          FIRST PER_LAYER ONE_HIDDEN PROJECTED FROM_ZERO
            {"mlpScope":"global"}       | MLP          ALL   GLOBAL    ONE_HIDDEN PROJECTED FROM_ZERO
            {"mlpScope":"shared"}       | MLP          ALL   SHARED    ONE_HIDDEN PROJECTED FROM_ZERO
            {"mlpDepth":"linear"}       | MLP          ALL   PER_LAYER LINEAR     PROJECTED FROM_ZERO
            {"entry":"hidden"}          | MLP          ALL   PER_LAYER ONE_HIDDEN HIDDEN    FROM_ZERO
            {"positions":"after-prefix"}| MLP          ALL   PER_LAYER ONE_HIDDEN PROJECTED AFTER_PREFIX
            {"sharing":"identity","mlpDepth":"none"} | IDENTITY ALL PER_LAYER NONE PROJECTED FROM_ZERO
            {"sharing":"none","mlpDepth":"none"}     | NONE     ALL PER_LAYER NONE PROJECTED FROM_ZERO
            """)
    void eachAxisOfTheParameterizationReplacesThePresets(String axes, String expected) throws InvalidRecordException {
        String[] names = expected.trim().split(" +");
        MlpDepth mlpDepth = MlpDepth.valueOf(names[3]);
        int hidden = mlpDepth == MlpDepth.ONE_HIDDEN ? 48 : 0;
        assertThat(of("deep-share", 16, hidden, axes).parameterization())
                .isEqualTo(new Parameterization(
                        Sharing.valueOf(names[0]),
                        Depth.valueOf(names[1]),
                        MlpScope.valueOf(names[2]),
                        mlpDepth,
                        hidden,
                        16,
                        Entry.valueOf(names[4]),
                        Positions.valueOf(names[5]),
                        0,
                        Initialization.normal(1)));
    }

    @Test
    void dropoutAndInitializationReplaceThePresets() throws InvalidRecordException {
        Parameterization preset = Variant.DEEP_SHARE.parameterization(16, 48);
        assertThat(of("deep-share", 16, 48, "{\"dropout\":0.1}").parameterization())
                .isEqualTo(preset.withDropout(0.1));
        assertThat(of(
                                "deep-share",
                                16,
                                48,
                                "{\"initialization\":{\"vectors\":\"uniform-vpt\",\"scale\":768,\"mlp\":\"pytorch-linear\"}}")
                        .parameterization())
                .isEqualTo(preset.withInitialization(Initialization.vision()));
        assertThat(of("deep-share", 16, 48, "{\"initialization\":{\"vectors\":\"normal\",\"scale\":0.3}}")
                        .parameterization())
                .isEqualTo(preset.withInitialization(
                        new Initialization(Initialization.Vectors.NORMAL, 0.3, MlpInitialization.SMALL_OUTPUT)));
    }

    @Test
    void optimizerRatesAndScheduleReplaceThePresets() throws InvalidRecordException {
        assertThat(of("deep-share", 16, 48, "{\"optimizer\":\"sgd\"}").optimizer())
                .isEqualTo(Optimizer.SGD);
        TrainingSettings rates = of("deep-share", 16, 48, "{\"mlpLearningRate\":0.7}");
        assertThat(List.of(rates.prefixLearningRate(), rates.mlpLearningRate(), rates.headLearningRate()))
                .containsExactly(0.2, 0.7, 0.1);
        assertThat(of("deep-share", 16, 48, schedule("constant", 5, 0)).schedule())
                .isEqualTo(new Schedule(Schedule.Kind.CONSTANT, 5, 0));
        assertThat(of("deep-share", 16, 48, schedule("linear", 5, 50)).schedule())
                .isEqualTo(new Schedule(Schedule.Kind.LINEAR, 5, 50));
        assertThat(of("deep-share", 16, 48, schedule("cosine", 5, 50)).schedule())
                .isEqualTo(new Schedule(Schedule.Kind.COSINE, 5, 50));
    }

    /** All but infinity, which JSON has not. */
    @Test
    void thePapersSettingsCanBeSaid() throws InvalidRecordException {
        TrainingSettings vision = of("""
                {"variant":"no-share","prefixLength":10,"mlpHidden":0,"prefixLearningRate":12.5,"headLearningRate":12.5,
                 "weightDecay":1e-4,"maxGradientNorm":1e300,"batchSize":64,"seed":3,"dropout":0.1,
                 "initialization":{"vectors":"uniform-vpt","scale":768},"optimizer":"sgd",
                 "schedule":{"kind":"cosine","warmupSteps":100,"totalSteps":1000}}""");
        TrainingSettings paper = PaperPresets.vision(Variant.NO_SHARE, 3, 1000);
        assertThat(vision)
                .usingRecursiveComparison()
                // Neither matters: no norm is greater, and there is no MLP.
                .ignoringFields("maxGradientNorm", "parameterization.initialization.mlp")
                .isEqualTo(paper);
        assertThat(of("""
                {"variant":"deep-share","prefixLength":5,"mlpHidden":512,"prefixLearningRate":1e-4,
                 "headLearningRate":1e-4,"weightDecay":0,"maxGradientNorm":1,"batchSize":10,"seed":3,"mlpScope":"global",
                 "positions":"after-prefix","initialization":{"vectors":"normal","scale":1,"mlp":"pytorch-linear"},
                 "schedule":{"kind":"linear","warmupSteps":0,"totalSteps":1000}}""")).isEqualTo(PaperPresets.language(Variant.DEEP_SHARE, 3, 1000));
    }

    /**
     * The contract has the rules of the library in its own words: over all combinations, both take the same ones and understand the
     * same by them.
     */
    @ParameterizedTest
    @EnumSource
    void theContractRefusesWhatTheLibraryRefuses(Variant variant) {
        int taken = 0;
        int refused = 0;
        for (Sharing sharing : Sharing.values()) {
            for (Depth depth : Depth.values()) {
                for (MlpScope scope : MlpScope.values()) {
                    for (MlpDepth mlpDepth : MlpDepth.values()) {
                        for (Entry entry : Entry.values()) {
                            for (int hidden : new int[] {0, 5}) {
                                for (int prefixLength : new int[] {0, 3}) {
                                    Parameterization expected = (variant == Variant.LINEAR_PROBE) != (prefixLength == 0)
                                            ? null
                                            : parameterization(
                                                    variant,
                                                    sharing,
                                                    depth,
                                                    scope,
                                                    mlpDepth,
                                                    hidden,
                                                    prefixLength,
                                                    entry);
                                    String axes = "{\"sharing\":" + json(sharing) + ",\"depth\":" + json(depth)
                                            + ",\"mlpScope\":" + json(scope) + ",\"mlpDepth\":" + json(mlpDepth)
                                            + ",\"entry\":" + json(entry) + "}";
                                    String said = variant.label() + " " + prefixLength + " " + hidden + " " + axes;
                                    assertThat(tuned(variant, prefixLength, hidden, axes))
                                            .as(said)
                                            .isEqualTo(expected);
                                    taken += expected == null ? 0 : 1;
                                    refused += expected == null ? 1 : 0;
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(taken).isPositive();
        assertThat(refused).isPositive();
    }

    /** Axes that are left out are the preset's also in what is refused. */
    @ParameterizedTest
    @EnumSource
    void theContractKnowsThePresets(Variant variant) {
        int prefixLength = variant == Variant.LINEAR_PROBE ? 0 : 3;
        for (int hidden : new int[] {0, 5}) {
            for (List<?> axis : List.<List<?>>of(
                    named("sharing", Sharing.values()),
                    named("depth", Depth.values()),
                    named("mlpScope", MlpScope.values()),
                    named("mlpDepth", MlpDepth.values()),
                    named("entry", Entry.values()))) {
                for (Object value : axis.subList(1, axis.size())) {
                    Parameterization preset = variant.parameterization(prefixLength, 5);
                    Parameterization expected = parameterization(
                            variant,
                            value instanceof Sharing given ? given : preset.sharing(),
                            value instanceof Depth given ? given : preset.depth(),
                            value instanceof MlpScope given ? given : preset.mlpScope(),
                            value instanceof MlpDepth given ? given : preset.mlpDepth(),
                            hidden,
                            prefixLength,
                            value instanceof Entry given ? given : preset.entry());
                    String axes = "{\"" + axis.get(0) + "\":" + json((Enum<?>) value) + "}";
                    assertThat(tuned(variant, prefixLength, hidden, axes))
                            .as(variant.label() + " " + hidden + " " + axes)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static List<?> named(String axis, Enum<?>[] values) {
        return Stream.concat(Stream.of(axis), Arrays.stream(values)).toList();
    }

    /** Null if the library refuses it. */
    private static @Nullable Parameterization parameterization(
            Variant variant,
            Sharing sharing,
            Depth depth,
            MlpScope scope,
            MlpDepth mlpDepth,
            int hidden,
            int prefixLength,
            Entry entry) {
        try {
            return new Parameterization(
                    sharing,
                    depth,
                    scope,
                    mlpDepth,
                    hidden,
                    prefixLength,
                    entry,
                    Positions.FROM_ZERO,
                    0,
                    variant.parameterization(prefixLength, 1).initialization());
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    /** Null if the contract refuses it; what it takes must be no surprise to the library. */
    private static @Nullable Parameterization tuned(Variant variant, int prefixLength, int hidden, String axes) {
        try {
            return of(variant.label(), prefixLength, hidden, axes).parameterization();
        } catch (InvalidRecordException refused) {
            return null;
        }
    }

    private static String json(Enum<?> constant) {
        return "\"" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\"";
    }

    private static String schedule(String kind, int warmup, int total) {
        return "{\"schedule\":{\"kind\":\"" + kind + "\",\"warmupSteps\":" + warmup + ",\"totalSteps\":" + total + "}}";
    }

    private static TrainingSettings of(String variant, int prefixLength, int mlpHidden, String axes)
            throws InvalidRecordException {
        JsonNode base = Json.mapper()
                .valueToTree(new Hyperparameters(variant, prefixLength, mlpHidden, 0.2, 0.1, 0.01, 2, 32, 9));
        try {
            ((ObjectNode) base).setAll((ObjectNode) Json.mapper().readTree(axes));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(axes, e);
        }
        return of(base.toString());
    }

    private static TrainingSettings of(String json) throws InvalidRecordException {
        return ArmSettings.of(Json.read(json.getBytes(StandardCharsets.UTF_8), Hyperparameters.class), MICRO_BATCH);
    }
}
