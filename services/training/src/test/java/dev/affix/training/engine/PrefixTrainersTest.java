package dev.affix.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.Optimizer;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.Schedule;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import dev.affix.training.Samples;
import dev.affix.training.tuning.ArmTrainer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real steps on the real backbone. */
class PrefixTrainersTest {
    private static final int MAX_TOKENS = 16;

    @SuppressWarnings("NullAway.Init") // Before all tests.
    private static PrefixTrainers trainers;

    @BeforeAll
    static void start() {
        trainers = new PrefixTrainers(BackboneWeights.load("minilm"), EngineSettings.defaults(), MAX_TOKENS);
    }

    @AfterAll
    static void stop() {
        trainers.close();
    }

    /** What {@link Samples#armWithAxes} says, in the library's words. */
    private static TrainingSettings ownAxes() {
        return new TrainingSettings(
                new Parameterization(
                        Sharing.SEPARATE_MLP,
                        Depth.FIRST,
                        MlpScope.PER_LAYER,
                        MlpDepth.LINEAR,
                        0,
                        2,
                        Entry.HIDDEN,
                        Positions.AFTER_PREFIX,
                        0.2,
                        Initialization.vision()),
                Optimizer.SGD,
                1e-2,
                5e-3,
                2e-2,
                0.01,
                new Schedule(Schedule.Kind.COSINE, 1, 10),
                1,
                4,
                4,
                7);
    }

    @Test
    void anArmsAxesReachTheTrainedAdapter() throws Exception {
        Arm own = Samples.armWithAxes(4);
        Experiment experiment = Samples.experiment("axes", 8, own);
        // As it comes from the topic.
        experiment = Json.read(Json.write(experiment), Experiment.class);
        trainers.check(experiment);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            examples.add(trainers.example(experiment, Samples.scored("axes", i)).orElseThrow());
        }

        AdapterFile untrained;
        AdapterFile actual;
        try (ArmTrainer trainer = trainers.create(experiment, experiment.arms().get(0))) {
            untrained = trainer.adapter();
            for (int i = 0; i < 12; i += 4) {
                trainer.step(examples.subList(i, i + 4));
            }
            actual = trainer.adapter();
        }

        try (Backbone backbone = Backbone.open(BackboneWeights.load("minilm"), EngineSettings.defaults());
                PrefixTrainer direct = PrefixTrainer.create(backbone, ownAxes(), Samples.LABELS)) {
            for (int i = 0; i < 12; i += 4) {
                direct.step(examples.subList(i, i + 4));
            }
            assertThat(actual).isEqualTo(AdapterFile.of(direct.materialize()));
        }
        Adapter adapter = AdapterFile.read(actual.model());
        assertThat(adapter.prefixLayers()).isEqualTo(1);
        assertThat(adapter.firstPosition()).isEqualTo(2);
        assertThat(adapter.keyValues())
                .isNotEqualTo(AdapterFile.read(untrained.model()).keyValues());
    }

    @Test
    void positionsThatLeaveNoRoomForATextAreRefused() throws InvalidRecordException {
        trainers.check(afterPrefix(512 - MAX_TOKENS));
        assertThatThrownBy(() -> trainers.check(afterPrefix(512 - MAX_TOKENS + 1)))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.field()).isEqualTo("arms[0].hyperparameters"))
                .hasMessageContaining("prefixLength is 497")
                .hasMessageContaining("after-prefix")
                .hasMessageContaining("at most 496");
    }

    private static Experiment afterPrefix(int prefixLength) throws InvalidRecordException {
        String json =
                new String(Json.write(Samples.experiment("room", 8, Samples.armWithAxes(4))), StandardCharsets.UTF_8);
        return Json.read(
                json.replace("\"prefixLength\":2", "\"prefixLength\":" + prefixLength)
                        .getBytes(StandardCharsets.UTF_8),
                Experiment.class);
    }
}
