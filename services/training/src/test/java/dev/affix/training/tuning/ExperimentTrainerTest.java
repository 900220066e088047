package dev.affix.training.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.OffsetRange;
import dev.affix.contracts.PublishVersion;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.StepReport;
import dev.affix.training.Samples;
import dev.affix.training.tuning.ExperimentTrainer.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExperimentTrainerTest {
    private final List<PublishVersion> published = new ArrayList<>();
    private final AtomicInteger publicationsLeft = new AtomicInteger(Integer.MAX_VALUE);
    private final List<String> failed = new ArrayList<>();

    private final Publisher publisher = (version, model) -> {
        if (publicationsLeft.getAndDecrement() <= 0) {
            return false;
        }
        published.add(version);
        return true;
    };

    private final TuningListener listener = new TuningListener() {
        @Override
        public void stepped(String experiment, String arm, StepReport report, Duration took) {}

        @Override
        public void published(String experiment, String arm) {}

        @Override
        public void failed(String experiment, String arm) {
            failed.add(arm);
        }
    };

    private Surroundings surroundings(Executor workers) {
        return new Surroundings(new FakeTrainers(), publisher, workers, listener, 50);
    }

    /** Puts examples {@code from} to {@code until} into the log, on partition {@code i % partitions}. */
    private static void fill(ExperimentTrainer trainer, int from, int until) {
        int partitions = trainer.log().partitions();
        for (int i = from; i < until; i++) {
            trainer.log().append(i % partitions, i / partitions, new Example(new Tokens(i), i % 3));
        }
    }

    private static void train(ExperimentTrainer trainer, int examples) {
        trainer.publishDue();
        for (int i = 0; i < examples; i++) {
            fill(trainer, i, i + 1);
            while (trainer.ready()) {
                trainer.round();
                trainer.publishDue();
            }
        }
    }

    private List<String> digests() {
        return published.stream().map(PublishVersion::digest).toList();
    }

    private List<Long> examplesOf(String arm) {
        return published.stream()
                .map(PublishVersion::lineage)
                .filter(lineage -> lineage.arm().equals(arm))
                .map(Lineage::examples)
                .toList();
    }

    @Test
    void versionsArePublishedAtZeroAndAtTheFirstStepAtOrPastEachMultiple() {
        Experiment experiment = Samples.experiment("e", 10, Samples.arm("no-share", 4), Samples.arm("deep-share", 5));
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(0L))) {
            train(trainer, 40);
        }

        assertThat(examplesOf("no-share")).containsExactly(0L, 12L, 20L, 32L, 40L);
        assertThat(examplesOf("deep-share")).containsExactly(0L, 10L, 20L, 30L, 40L);
    }

    @Test
    void aVersionsLineageNamesItsParentAndTheExactOffsets() {
        Experiment experiment = Samples.experiment("e", 8, Samples.arm("no-share", 4));
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(2L, 0L))) {
            trainer.publishDue();
            trainer.log().skip(0, 3);
            for (long offset : new long[] {4, 5, 7, 9, 10}) {
                trainer.log().append(0, offset, new Example(new Tokens(1), 0));
            }
            for (long offset : new long[] {0, 1, 2, 3, 4}) {
                trainer.log().append(1, offset, new Example(new Tokens(2), 0));
            }
            trainer.round();
            trainer.round();
            trainer.publishDue();
        }

        assertThat(published).hasSize(2);
        Lineage first = published.get(0).lineage();
        assertThat(first.parent()).isNull();
        assertThat(first.offsets()).containsExactly(new OffsetRange(0, 2, 2), new OffsetRange(1, 0, 0));
        assertThat(published.get(1).lineage())
                .isEqualTo(new Lineage(
                        "e",
                        "no-share",
                        experiment.arms().get(0).hyperparameters(),
                        published.get(0).digest(),
                        Samples.DIGEST,
                        "affix.scored.v1",
                        List.of(new OffsetRange(0, 2, 10), new OffsetRange(1, 0, 4)),
                        8,
                        2));
        assertThat(published.get(1).labels()).isEqualTo(Samples.LABELS);
    }

    @Test
    void parallelStepsPublishWhatStepsOneByOneDo() {
        Experiment experiment = Samples.experiment(
                "e", 8, Samples.arm("no-share", 4), Samples.arm("simple-share", 4), Samples.arm("deep-share", 4));
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(0L, 0L, 0L))) {
            train(trainer, 200);
        }
        List<String> alone = digests();
        published.clear();
        ExecutorService workers = Executors.newFixedThreadPool(3);
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(workers), List.of(0L, 0L, 0L))) {
            train(trainer, 200);
        } finally {
            workers.shutdown();
        }

        assertThat(digests()).isEqualTo(alone).hasSizeGreaterThan(60).doesNotHaveDuplicates();
    }

    @Test
    void goingOnFromAnyPointPublishesWhatAnUninterruptedRunDoes() {
        Experiment experiment = Samples.experiment("e", 12, Samples.arm("no-share", 4), Samples.arm("deep-share", 6));
        int examples = 96;
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(0L, 0L))) {
            train(trainer, examples);
        }
        List<PublishVersion> whole = List.copyOf(published);
        for (int stopAt = 0; stopAt < examples; stopAt += 7) {
            published.clear();
            ExperimentState saved;
            try (ExperimentTrainer trainer =
                    ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(0L, 0L))) {
                train(trainer, stopAt);
                saved = trainer.save(false);
            }
            try (ExperimentTrainer trainer = ExperimentTrainer.resume(experiment, surroundings(Runnable::run), saved)) {
                assertThat(trainer.log().position(0)).isEqualTo(saved.needed().get(0));
                train(trainer, examples);
            }
            assertThat(published).as("stopped after %d", stopAt).containsExactlyInAnyOrderElementsOf(whole);
        }
    }

    @Test
    void aVersionThatWasNotPublishedWhenTheServiceStoppedIsPublishedAfterTheRestart() {
        Experiment experiment = Samples.experiment("e", 4, Samples.arm("no-share", 4));
        publicationsLeft.set(1);
        ExperimentState saved;
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(0L))) {
            trainer.publishDue();
            fill(trainer, 0, 4);
            trainer.round();
            assertThat(trainer.publishDue()).isZero();
            assertThat(trainer.settled()).isFalse();
            saved = trainer.save(false);
        }
        publicationsLeft.set(10);
        try (ExperimentTrainer trainer = ExperimentTrainer.resume(experiment, surroundings(Runnable::run), saved)) {
            assertThat(trainer.publishDue()).isEqualTo(1);
            assertThat(trainer.settled()).isTrue();
        }

        assertThat(examplesOf("no-share")).containsExactly(0L, 4L);
        assertThat(published.get(1).lineage().parent())
                .isEqualTo(published.get(0).digest());
    }

    @Test
    void anArmThatDivergesFailsAndTheOthersLearnAsIfItWereNotThere() {
        Arm good = Samples.arm("no-share", 4);
        Hyperparameters rates = good.hyperparameters();
        Arm bad = new Arm(
                "bad",
                new Hyperparameters(rates.variant(), 2, 4, 10, 10, 0, 1, rates.batchSize(), FakeTrainers.DIVERGING));
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(Samples.experiment("e", 8, good), surroundings(Runnable::run), List.of(0L))) {
            train(trainer, 80);
        }
        List<PublishVersion> without = List.copyOf(published);
        published.clear();
        ExperimentState saved;
        try (ExperimentTrainer trainer = ExperimentTrainer.start(
                Samples.experiment("e", 8, bad, good), surroundings(Runnable::run), List.of(0L))) {
            train(trainer, 80);
            assertThat(trainer.failed()).isFalse();
            assertThat(trainer.progress().get(0).failure()).contains("loss NaN");
            saved = trainer.save(false);
        }

        assertThat(failed).containsExactly("bad");
        assertThat(examplesOf("bad")).containsExactly(0L, 8L);
        assertThat(published.stream()
                        .filter(version -> version.lineage().arm().equals("no-share"))
                        .toList())
                .isEqualTo(without);
        assertThat(saved.needed()).as("the failed arm holds nobody back").containsExactly(80L);
        try (ExperimentTrainer trainer =
                ExperimentTrainer.resume(Samples.experiment("e", 8, bad, good), surroundings(Runnable::run), saved)) {
            assertThat(trainer.progress().get(0).failure()).contains("loss NaN");
        }
    }

    @Test
    void theEndOfAnExperimentPublishesWhatWasLearnedSinceTheLastVersion() {
        Experiment experiment = Samples.experiment("e", 100, Samples.arm("no-share", 4), Samples.arm("deep-share", 20));
        try (ExperimentTrainer trainer =
                ExperimentTrainer.start(experiment, surroundings(Runnable::run), List.of(0L))) {
            train(trainer, 13);
            assertThat(trainer.publishRest()).isEqualTo(1);
            assertThat(trainer.publishRest()).isZero();
        }

        assertThat(examplesOf("no-share")).containsExactly(0L, 12L);
        assertThat(examplesOf("deep-share")).containsExactly(0L);
    }
}
