package dev.affix.training.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.affix.contracts.Json;
import dev.affix.training.tuning.ExperimentState;
import dev.affix.training.tuning.ExperimentState.Saved;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The checkpoints of experiments, each a directory {@code <root>/<experiment>/<sequence>} with one file per arm, a
 * manifest with their SHA-256, and the manifest's own. It is written under another name, forced to the disk and renamed,
 * so a crash leaves a whole checkpoint or none. The two newest are kept. One thread per experiment.
 */
public final class CheckpointStore {
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{12}");
    private static final String MANIFEST = "manifest.json";
    private static final String MANIFEST_DIGEST = "manifest.sha256";
    private static final int KEPT = 2;

    private final Path root;

    /** Creates one on a directory, made when the first checkpoint is written. */
    public CheckpointStore(Path root) {
        this.root = root;
    }

    /**
     * Writes a checkpoint and drops the oldest.
     *
     * @return its directory
     */
    public Path write(Identity identity, ExperimentState state) throws IOException {
        Path home = root.resolve(identity.experiment());
        Files.createDirectories(home);
        List<Path> present = newestFirst(identity.experiment());
        long sequence = present.isEmpty()
                ? 1
                : Long.parseLong(present.get(0).getFileName().toString()) + 1;
        Path writing = home.resolve(".writing");
        DurableFiles.delete(writing);
        Files.createDirectory(writing);
        writeFiles(writing, identity, state);
        Path written = home.resolve("%012d".formatted(sequence));
        Files.move(writing, written, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.force(home);
        for (int i = KEPT - 1; i < present.size(); i++) {
            DurableFiles.delete(present.get(i));
        }
        return written;
    }

    /** Returns the directories of an experiment's checkpoints, newest first, unread. */
    public List<Path> newestFirst(String experiment) throws IOException {
        List<Path> checkpoints = new ArrayList<>(DurableFiles.list(root.resolve(experiment)).stream()
                .filter(path -> SEQUENCE.matcher(path.getFileName().toString()).matches())
                .toList());
        Collections.reverse(checkpoints);
        return checkpoints;
    }

    /**
     * Reads a checkpoint.
     *
     * @throws CorruptCheckpointException naming the file that is missing or not as it was written, or the part of the
     *     identity that differs
     */
    public ExperimentState read(Path checkpoint, Identity expected) throws CorruptCheckpointException {
        Manifest manifest = manifest(checkpoint);
        if (!manifest.identity().equals(expected)) {
            throw new CorruptCheckpointException("Checkpoint " + checkpoint + " is of something else: "
                    + manifest.identity() + " instead of " + expected);
        }
        List<Saved> arms = new ArrayList<>();
        for (Manifest.Entry arm : manifest.arms()) {
            String file = arm.file();
            String sha256 = arm.sha256();
            byte[] trainer = file == null || sha256 == null
                    ? new byte[0]
                    : checked(checkpoint.resolve(file), sha256, "the manifest");
            arms.add(new Saved(arm.state(), trainer));
        }
        return new ExperimentState(arms, manifest.finished());
    }

    /** Puts a checkpoint that cannot be used aside, under a name that is never read. */
    public void setAside(Path checkpoint) throws IOException {
        Path aside = checkpoint.resolveSibling("unusable-" + checkpoint.getFileName());
        DurableFiles.delete(aside);
        Files.move(checkpoint, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeFiles(Path directory, Identity identity, ExperimentState state) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (Saved arm : state.arms()) {
            if (arm.trainer().length == 0) {
                entries.add(new Manifest.Entry(arm.state(), null, null));
            } else {
                String file = arm.state().arm() + ".state";
                DurableFiles.write(directory.resolve(file), arm.trainer());
                entries.add(new Manifest.Entry(arm.state(), file, Digests.sha256(arm.trainer())));
            }
        }
        byte[] manifest = Json.write(new Manifest(Manifest.FORMAT, identity, state.finished(), entries));
        DurableFiles.write(directory.resolve(MANIFEST), manifest);
        DurableFiles.write(
                directory.resolve(MANIFEST_DIGEST), Digests.sha256(manifest).getBytes(StandardCharsets.US_ASCII));
        DurableFiles.force(directory);
    }

    private static Manifest manifest(Path checkpoint) throws CorruptCheckpointException {
        Path file = checkpoint.resolve(MANIFEST);
        String digest = new String(bytes(checkpoint.resolve(MANIFEST_DIGEST)), StandardCharsets.US_ASCII);
        byte[] json = checked(file, digest, MANIFEST_DIGEST);
        try {
            Manifest manifest = Json.mapper().readValue(json, Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw new CorruptCheckpointException("Checkpoint file " + file + " has format " + manifest.format()
                        + "; this version of Affix reads " + Manifest.FORMAT);
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new CorruptCheckpointException("Checkpoint file " + file + " is no manifest: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CorruptCheckpointException("Checkpoint file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] checked(Path file, String sha256, String source) throws CorruptCheckpointException {
        byte[] bytes = bytes(file);
        String actual = Digests.sha256(bytes);
        if (!actual.equals(sha256)) {
            throw new CorruptCheckpointException("Checkpoint file " + file + " (" + bytes.length
                    + " bytes) has SHA-256 " + actual + ", but " + source + " says " + sha256);
        }
        return bytes;
    }

    private static byte[] bytes(Path file) throws CorruptCheckpointException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CorruptCheckpointException("Checkpoint file " + file + " cannot be read: " + e, e);
        }
    }
}
