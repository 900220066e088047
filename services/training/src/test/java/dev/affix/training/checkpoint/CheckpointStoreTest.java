package dev.affix.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.OffsetRange;
import dev.affix.training.Samples;
import dev.affix.training.batch.Cursor;
import dev.affix.training.tuning.ArmState;
import dev.affix.training.tuning.ExperimentState;
import dev.affix.training.tuning.ExperimentState.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    private static final Identity IDENTITY =
            Identity.of(Samples.experiment("e", 10, Samples.arm("no-share", 4)), Samples.DIGEST, "fake", "topic", 2);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit does.
    Path root;

    private static ExperimentState state(int n) {
        Cursor cursor = new Cursor(1, List.of(new OffsetRange(0, 3, 17), new OffsetRange(1, 0, 9)));
        return new ExperimentState(
                List.of(
                        new Saved(
                                new ArmState("no-share", cursor, n, 2, Samples.DIGEST, 7, null),
                                new byte[] {1, 2, (byte) n}),
                        new Saved(new ArmState("bad", cursor, 4, 1, null, 0, "diverged"), new byte[0])),
                false);
    }

    private static void assertSame(ExperimentState actual, ExperimentState expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        CheckpointStore store = new CheckpointStore(root);
        Path written = store.write(IDENTITY, state(8));

        assertThat(store.newestFirst("e")).containsExactly(written);
        assertSame(store.read(written, IDENTITY), state(8));
        assertThat(store.newestFirst("other")).isEmpty();
    }

    @Test
    void theTwoNewestAreKept() throws Exception {
        CheckpointStore store = new CheckpointStore(root);
        for (int i = 0; i < 12; i++) {
            store.write(IDENTITY, state(i));
        }
        List<Path> kept = store.newestFirst("e");

        assertThat(kept).hasSize(2);
        assertSame(store.read(kept.get(0), IDENTITY), state(11));
        assertSame(store.read(kept.get(1), IDENTITY), state(10));
    }

    @Test
    void everyChangedByteOfEveryFileIsFoundAndTheFileNamed() throws Exception {
        CheckpointStore store = new CheckpointStore(root);
        Path written = store.write(IDENTITY, state(8));
        List<Path> files;
        try (Stream<Path> list = Files.list(written)) {
            files = list.toList();
        }
        assertThat(files).hasSize(3);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < whole.length; i++) {
                byte[] changed = whole.clone();
                changed[i] ^= 1;
                Files.write(file, changed);
                assertThatThrownBy(() -> store.read(written, IDENTITY))
                        .as("byte %d of %s", i, file)
                        .isInstanceOf(CorruptCheckpointException.class)
                        .hasMessageContaining(written.toString());
            }
            Files.write(file, new byte[0]);
            assertThatThrownBy(() -> store.read(written, IDENTITY)).isInstanceOf(CorruptCheckpointException.class);
            Files.delete(file);
            assertThatThrownBy(() -> store.read(written, IDENTITY))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(file.toString());
            Files.write(file, whole);
        }
        assertSame(store.read(written, IDENTITY), state(8));
    }

    @Test
    void aCheckpointOfAnotherTopicBackboneOrArmsIsRefused() throws Exception {
        CheckpointStore store = new CheckpointStore(root);
        Path written = store.write(IDENTITY, state(8));
        for (Identity other : List.of(
                Identity.of(
                        Samples.experiment("e", 10, Samples.arm("no-share", 4)), Samples.DIGEST, "fake", "again", 2),
                Identity.of(
                        Samples.experiment("e", 10, Samples.arm("no-share", 4)), Samples.DIGEST, "other", "topic", 2),
                Identity.of(
                        Samples.experiment("e", 10, Samples.arm("no-share", 5)), Samples.DIGEST, "fake", "topic", 2))) {
            assertThatThrownBy(() -> store.read(written, other)).isInstanceOf(CorruptCheckpointException.class);
        }
    }

    @Test
    void whatACrashLeftHalfWrittenIsNoCheckpoint() throws IOException {
        CheckpointStore store = new CheckpointStore(root);
        Path first = store.write(IDENTITY, state(1));
        Path left = Files.createDirectories(root.resolve("e").resolve(".writing"));
        Files.write(left.resolve("no-share.state"), new byte[] {1});

        assertThat(store.newestFirst("e")).containsExactly(first);
        assertThat(store.write(IDENTITY, state(2))).isNotEqualTo(first);
    }

    @Test
    void whatIsSetAsideIsNeverReadAgain() throws Exception {
        CheckpointStore store = new CheckpointStore(root);
        Path first = store.write(IDENTITY, state(1));
        Path second = store.write(IDENTITY, state(2));
        store.setAside(second);

        assertThat(store.newestFirst("e")).containsExactly(first);
        Path third = store.write(IDENTITY, state(3));
        assertThat(store.newestFirst("e")).containsExactly(third, first);
    }
}
