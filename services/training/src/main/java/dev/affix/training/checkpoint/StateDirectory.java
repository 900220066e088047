package dev.affix.training.checkpoint;

import dev.affix.kafka.StartRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The directory of the checkpoints, held by one process at a time. */
public final class StateDirectory implements AutoCloseable {
    private final FileChannel channel;

    private StateDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @throws StartRefusedException if it cannot be written or another process has it
     */
    public static StateDirectory take(Path directory) {
        Path file = directory.toAbsolutePath().resolve(".lock");
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StartRefusedException("Another training process uses the state directory " + file.getParent()
                        + ". Stop it, or set AFFIX_TRAINING_STATE to another directory.");
            }
            return new StateDirectory(channel);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The state directory " + file.getParent() + " cannot be written: " + e
                            + ". Set AFFIX_TRAINING_STATE to a directory that can.",
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
