package dev.affix.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.Arm;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Generation;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.OffsetRange;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Topics;
import dev.affix.training.Samples;
import dev.affix.training.run.ExperimentProgress.Status;
import dev.affix.training.tuning.ArmProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a real broker and the real backbone. Tests share the topic: to each, the others' records are foreign. */
class ExperimentRunsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // Before all tests.
    private static Loop loop;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit does.
    Path state;

    private final RegistryStub registry = new RegistryStub();
    private long[] ends = {};

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        loop = new Loop(directory);
    }

    @AfterAll
    static void stop() {
        loop.close();
    }

    @BeforeEach
    void separate() {
        // Where this test's records begin.
        ends = IntStream.range(0, Loop.PARTITIONS)
                .mapToLong(partition -> loop.produce(partition, Samples.scored("nobody", partition)) + 1)
                .toArray();
    }

    private static Experiment experiment(String name) {
        return Samples.experiment(name, 8, Samples.arm("no-share", 4), Samples.arm("deep-share", 4));
    }

    /** Writes examples {@code from} to {@code until} of an experiment, and foreign records between them. */
    private static void produce(String name, int from, int until) {
        for (int i = from; i < until; i++) {
            loop.produce(i % Loop.PARTITIONS, Samples.scored(name, i));
            if (i % 3 == 0) {
                loop.produce(i % Loop.PARTITIONS, Samples.scored("nobody", i));
            }
        }
    }

    private void awaitExamples(Loop.Trainer process, String name, long examples) {
        await().atMost(DEADLINE).until(() -> {
            List<ArmProgress> arms = process.progress(name).arms();
            return !arms.isEmpty() && arms.stream().allMatch(arm -> arm.examples() >= examples);
        });
    }

    private List<String> train(String name, Path directory) {
        try (Loop.Trainer process = loop.new Trainer(registry, directory)) {
            process.apply(experiment(name));
            awaitExamples(process, name, 40);
            await().atMost(DEADLINE).until(() -> registry.of(name).size() == 12);
        }
        return digests(name);
    }

    private List<String> digests(String name) {
        return registry.of(name).stream().map(PublishVersion::digest).toList();
    }

    @Test
    void theSameRecordsGiveTheSameVersionsAlsoAfterRestartsInTheMiddle() {
        produce("whole", 0, 40);
        List<String> whole = train("whole", state.resolve("a"));
        // 0, 8, 16, 24, 32, 40 examples of two arms.
        assertThat(whole).hasSize(12).doesNotHaveDuplicates();

        int produced = 0;
        for (int examples : new int[] {3, 12, 18, 29, 40}) {
            produce("parts", produced, examples);
            produced = examples;
            try (Loop.Trainer process = loop.new Trainer(registry, state.resolve("b"))) {
                process.apply(experiment("parts"));
                awaitExamples(process, "parts", wholeBatches(examples));
            }
        }

        assertThat(digests("parts")).isEqualTo(whole);
        assertThat(registry.calls("parts")).as("nothing was trained twice").hasSize(12);
    }

    /** Batches of 4 alternate between two partitions that take turns record by record. */
    private static int wholeBatches(int examples) {
        int first = (examples + 1) / 2 / 4;
        int second = examples / 2 / 4;
        return 4 * (first > second ? 2 * second + 1 : 2 * second);
    }

    @Test
    void aLostOrCorruptCheckpointCostsTimeAndChangesNothing() throws IOException {
        produce("corrupt", 0, 24);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("corrupt"));
            awaitExamples(process, "corrupt", 24);
        }
        List<Path> checkpoints = directories(state.resolve("corrupt"));
        assertThat(checkpoints).hasSize(2);
        flip(checkpoints.get(1).resolve("deep-share.state"));
        List<PublishVersion> before = registry.of("corrupt");

        produce("corrupt", 24, 32);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("corrupt"));
            awaitExamples(process, "corrupt", 32);
        }
        assertThat(directories(state.resolve("corrupt")))
                .anyMatch(path -> path.toString()
                        .contains("unusable-" + checkpoints.get(1).getFileName()));

        for (Path checkpoint : directories(state.resolve("corrupt"))) {
            flip(checkpoint.resolve("manifest.json"));
        }
        produce("corrupt", 32, 40);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("corrupt"));
            awaitExamples(process, "corrupt", 40);
        }

        produce("sound", 0, 40);
        assertThat(digests("corrupt")).startsWith(before.get(0).digest()).isEqualTo(train("sound", state));
        assertThat(registry.calls("corrupt"))
                .as("the second time from the beginning, with the same versions")
                .hasSizeGreaterThanOrEqualTo(8 + 12);
        assertThat(registry.calls("corrupt").stream().distinct().toList()).isEqualTo(registry.of("corrupt"));
    }

    @Test
    void badRecordsAreDeadLetteredWithTheirReasonAndChangeNoBatch() {
        byte[] notJson = "{not json".getBytes(StandardCharsets.UTF_8);
        List<Long> bad = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (i == 7) {
                bad.add(loop.produce(0, "k", notJson));
                bad.add(loop.produce(0, "k", null));
            } else if (i == 15) {
                bad.add(loop.produce(0, "k", "{\"requestId\":\"k\"}".getBytes(StandardCharsets.UTF_8)));
            } else if (i == 21) {
                bad.add(loop.produce(0, Samples.scored("bad", "k", "a text", "mineral")));
            } else if (i == 22) {
                bad.add(loop.produce(0, "another", json("bad")));
            }
            loop.produce(i % Loop.PARTITIONS, Samples.scored("bad", i));
        }
        List<String> withBad = train("bad", state);
        produce("good", 0, 40);

        assertThat(withBad).hasSize(12).isEqualTo(train("good", state));
        List<ConsumerRecord<byte[], byte[]>> letters = letters(bad);
        assertThat(letters.stream().map(letter -> header(letter, DeadLetter.REASON)))
                .containsExactly("not-json", "not-json", "missing-field", "unknown-label", "key-mismatch");
        assertThat(letters.get(0).value()).isEqualTo(notJson);
        assertThat(header(letters.get(2), DeadLetter.FIELD)).isEqualTo("text");
        assertThat(header(letters.get(3), DeadLetter.MESSAGE)).contains("mineral", "bad");
        assertThat(header(letters.get(0), DeadLetter.SERVICE)).isEqualTo("training");
        assertThat(header(letters.get(0), DeadLetter.SOURCE_TOPIC)).isEqualTo(Topics.SCORED.topicName());
    }

    private static byte[] json(String experiment) {
        return Json.write(Samples.scored(experiment, "one", "a text", "animal"));
    }

    @Test
    void aVersionsLineageIsExactlyWhatItLearnedFrom() {
        loop.produce(0, Samples.scored("nobody", 1));
        long firstOf0 = loop.produce(0, Samples.scored("lineage", 0));
        loop.produce(0, Samples.scored("nobody", 2));
        for (int i = 1; i < 3; i++) {
            loop.produce(0, Samples.scored("lineage", i));
        }
        long lastOf0 = loop.produce(0, Samples.scored("lineage", 3));
        loop.produce(0, Samples.scored("lineage", 99));
        long lastOf1 = 0;
        for (int i = 4; i < 8; i++) {
            lastOf1 = loop.produce(1, Samples.scored("lineage", i));
        }
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("lineage"));
            awaitExamples(process, "lineage", 8);
        }

        List<PublishVersion> versions = registry.of("lineage", "no-share");
        assertThat(versions).hasSize(2);
        Lineage lineage = versions.get(1).lineage();
        List<OffsetRange> first = versions.get(0).lineage().offsets();
        assertThat(first).allMatch(range -> range.from() == range.until());
        assertThat(first.get(0).from()).isLessThan(firstOf0);
        assertThat(lineage.offsets())
                .containsExactly(
                        new OffsetRange(0, first.get(0).from(), lastOf0 + 1),
                        new OffsetRange(1, first.get(1).from(), lastOf1 + 1));
        assertThat(lineage.examples()).isEqualTo(8);
        assertThat(lineage.steps()).isEqualTo(2);
        assertThat(lineage.parent()).isEqualTo(versions.get(0).digest());
    }

    @Test
    void anArmWithAxesOfItsOwnGoesOnAfterARestartAndItsLineageNamesThem() {
        Arm own = Samples.armWithAxes(4);
        Experiment experiment = Samples.experiment("axes", 8, Samples.arm("deep-share", 4), own);
        for (int examples : new int[] {8, 16}) {
            produce("axes", examples - 8, examples);
            try (Loop.Trainer process = loop.new Trainer(registry, state)) {
                process.apply(experiment);
                awaitExamples(process, "axes", examples);
            }
        }

        List<PublishVersion> versions = registry.of("axes", own.name());
        assertThat(versions).hasSize(3).doesNotHaveDuplicates();
        assertThat(versions)
                .allMatch(version -> version.lineage().hyperparameters().equals(own.hyperparameters()));
        assertThat(versions)
                .noneMatch(version -> registry.of("axes", "deep-share").stream()
                        .anyMatch(other -> other.digest().equals(version.digest())));
    }

    @Test
    void aPartitionThatIsAheadWaitsInTheTopicNotInMemory() {
        for (int i = 0; i < 100; i++) {
            loop.produce(0, Samples.scored("uneven", i));
        }
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("uneven"));
            awaitExamples(process, "uneven", 4);
            await().atMost(DEADLINE)
                    .until(() -> process.progress("uneven").arms().get(0).waiting() >= 16);
            await().during(Duration.ofSeconds(1)).atMost(DEADLINE).untilAsserted(() -> {
                ExperimentProgress progress = process.progress("uneven");
                assertThat(progress.arms()).allMatch(arm -> arm.examples() == 4 && arm.waiting() <= 16 + 8);
                assertThat(progress.unread()).isGreaterThanOrEqualTo(100 - 4 - 24);
            });
            for (int i = 100; i < 200; i++) {
                loop.produce(1, Samples.scored("uneven", i));
            }
            awaitExamples(process, "uneven", 200);
        }
    }

    @Test
    void whileTheRegistryIsDownNothingIsLostAndNothingRunsAhead() {
        produce("down", 0, 40);
        registry.downAfter(9); // The question for versions, four publications of two calls each.
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("down"));
            await().atMost(DEADLINE).until(() -> registry.refused() >= 2);
            ExperimentProgress progress = process.progress("down");
            assertThat(progress.problem()).contains("registry", "down, for the test");
            assertThat(progress.arms()).allMatch(arm -> arm.examples() <= 16);
            registry.downAfter(Integer.MAX_VALUE);
            awaitExamples(process, "down", 40);
            await().atMost(DEADLINE)
                    .untilAsserted(
                            () -> assertThat(process.progress("down").problem()).isNull());
        }
        produce("up", 0, 40);

        assertThat(digests("down")).isEqualTo(train("up", state));
    }

    @Test
    void aProcessThatStopsWhileTheRegistryIsDownGoesOnWhereItWas() {
        produce("halted", 0, 40);
        registry.downAfter(9);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("halted"));
            await().atMost(DEADLINE).until(() -> registry.refused() >= 1);
        }
        registry.downAfter(Integer.MAX_VALUE);
        List<String> halted = train("halted", state);
        produce("never", 0, 40);

        assertThat(halted).isEqualTo(train("never", state));
    }

    @Test
    void anExperimentWhoseRecordsAreGoneIsRefusedAndOthersGoOn() throws Exception {
        produce("gone", 0, 16);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("gone"));
            awaitExamples(process, "gone", 16);
        }
        TopicPartition partition = new TopicPartition(Topics.SCORED.topicName(), 0);
        deleteBefore(partition, ends[0] + 10);

        produce("later", 0, 16);
        try (Loop.Trainer process = loop.new Trainer(registry, state.resolve("lost"))) {
            process.apply(experiment("gone"));
            process.apply(experiment("later"));
            await().atMost(DEADLINE).until(() -> process.progress("gone").status() == Status.FAILED);
            assertThat(process.progress("gone").problem())
                    .contains("affix.scored.v1-0", "offset 0", "begins at offset " + (ends[0] + 10));
            awaitExamples(process, "later", 16);
            assertThat(process.progress("later").status()).isEqualTo(Status.RUNNING);
        }
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("gone"));
            await().atMost(DEADLINE).until(() -> process.progress("gone").status() == Status.RUNNING);
        }
        OffsetRange first =
                registry.of("later", "no-share").get(0).lineage().offsets().get(0);
        assertThat(first.from())
                .as("a new experiment begins where the topic does")
                .isEqualTo(ends[0] + 10);
    }

    private static void deleteBefore(TopicPartition partition, long offset)
            throws InterruptedException, ExecutionException {
        loop.admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    @Test
    void aStoppedExperimentPublishesWhatItLearnedAndIsNeverTunedAgain() {
        Experiment running = Samples.experiment("over", 100, Samples.arm("no-share", 4), Samples.arm("deep-share", 4));
        Experiment stopped = running.with(Experiment.Status.STOPPED, Samples.TIME);
        produce("over", 0, 16);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(running);
            awaitExamples(process, "over", 16);
            process.apply(stopped);
            await().atMost(DEADLINE).until(() -> process.progress("over").status() == Status.STOPPED);
        }
        assertThat(registry.of("over").stream().map(version -> version.lineage().examples()))
                .containsExactly(0L, 0L, 16L, 16L);

        produce("over", 16, 32);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(stopped);
            await().atMost(DEADLINE).until(() -> process.progress("over").status() == Status.STOPPED);
        }
        assertThat(registry.calls("over")).hasSize(4);
    }

    @Test
    void anExperimentThatWasStoppedWhileTheProcessWasAwayIsBroughtToItsEnd() {
        Experiment running = Samples.experiment("away", 100, Samples.arm("no-share", 4), Samples.arm("deep-share", 4));
        produce("away", 0, 8);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(running);
            awaitExamples(process, "away", 8);
        }
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(running.with(Experiment.Status.STOPPED, Samples.TIME));
            await().atMost(DEADLINE).until(() -> process.progress("away").status() == Status.STOPPED);
        }

        assertThat(registry.of("away").stream().map(version -> version.lineage().examples()))
                .containsExactly(0L, 0L, 8L, 8L);
    }

    @Test
    void anExperimentThatCannotBeTunedNamesTheFieldAndOthersGoOn() {
        Hyperparameters good = Samples.arm("no-share", 4).hyperparameters();
        Arm unknown = new Arm("x", new Hyperparameters("mystery", 2, 4, 1e-2, 1e-2, 0, 1, 4, 7));
        Arm probe = new Arm("x", new Hyperparameters("linear-probe", 2, 4, 1e-2, 1e-2, 0, 1, 4, 7));
        Experiment elsewhere = new Experiment(
                "elsewhere",
                "kinds",
                Samples.LABELS,
                List.of(new Arm("x", good)),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                8,
                Samples.DIGEST,
                Experiment.Status.RUNNING,
                null);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            refused(process, Samples.experiment("mystery", 8, unknown), "arms[0].hyperparameters.variant", "mystery");
            refused(process, Samples.experiment("probe", 8, probe), "arms[0].hyperparameters", "prefixLength");
            refused(process, elsewhere, "backbone", Samples.DIGEST);
            produce("fine", 0, 8);
            process.apply(experiment("fine"));
            awaitExamples(process, "fine", 8);
            assertThat(process.progress("mystery").status()).isEqualTo(Status.REFUSED);
        }
    }

    @Test
    void anExperimentWhoseArmsGenerateTextsIsLeftAloneAndIsNoDeadLetter() {
        Experiment texts = new Experiment(
                "texts",
                "stories",
                List.of(),
                List.of(Samples.arm("no-share", 4)),
                Experiment.Score.CHRF,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                8,
                null,
                null,
                new Generation(16, List.of()),
                Experiment.Status.RUNNING,
                null);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(texts);
            assertThat(process.progress("texts").status()).isEqualTo(Status.NOT_TUNED);
            assertThat(process.progress("texts").problem()).contains("registry");
            produce("beside", 0, 8);
            process.apply(experiment("beside"));
            awaitExamples(process, "beside", 8);
        }
        assertThat(registry.of("texts")).isEmpty();
    }

    private static void refused(Loop.Trainer process, Experiment experiment, String field, String named) {
        assertThatThrownBy(() -> process.runs().apply(experiment))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageContaining(named);
    }

    @Test
    void metersShowExamplesStepsAndVersionsOfEachArm() {
        produce("metered", 0, 16);
        try (Loop.Trainer process = loop.new Trainer(registry, state)) {
            process.apply(experiment("metered"));
            awaitExamples(process, "metered", 16);
            for (String arm : List.of("no-share", "deep-share")) {
                assertThat(process.meters
                                .get("affix.training.examples")
                                .tags("experiment", "metered", "arm", arm)
                                .gauge()
                                .value())
                        .isEqualTo(16);
                assertThat(process.meters
                                .get("affix.training.loss")
                                .tags("experiment", "metered", "arm", arm)
                                .gauge()
                                .value())
                        .isBetween(0.01, 3.0);
                assertThat(process.meters
                                .get("affix.training.step")
                                .tags("experiment", "metered", "arm", arm)
                                .timer()
                                .count())
                        .isEqualTo(4);
                await().atMost(DEADLINE)
                        .until(() -> process.meters
                                        .get("affix.training.versions")
                                        .tags("experiment", "metered", "arm", arm)
                                        .counter()
                                        .count()
                                == 3);
            }
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(List<Long> offsets) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition topic = new TopicPartition(Topics.SCORED_DLQ.topicName(), 0);
        try (Consumer<byte[], byte[]> consumer = loop.consumer()) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
            while (consumer.position(topic) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        // A second process, which reads the same records for another experiment, refuses them again.
        return offsets.stream()
                .map(offset -> letters.stream()
                        .filter(letter ->
                                header(letter, DeadLetter.SOURCE_OFFSET).equals(Long.toString(offset)))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static List<Path> directories(Path directory) {
        try (Stream<Path> list = Files.list(directory)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
