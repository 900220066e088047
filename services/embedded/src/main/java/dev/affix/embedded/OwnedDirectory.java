package dev.affix.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A data directory held by one owner: a file lock, which the operating system takes back when the owner dies. */
final class OwnedDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel lock;

    private OwnedDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes a directory, creating it if missing.
     *
     * @throws IOException if another owner is alive, in this process or in another
     */
    static OwnedDirectory take(Path dataDir) throws IOException {
        Path directory = Files.createDirectories(dataDir.toAbsolutePath());
        FileChannel channel =
                FileChannel.open(directory.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new IOException("The data directory " + directory
                    + " is in use by another running server. Stop it or choose another directory.");
        }
        return new OwnedDirectory(directory, channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Returns where the server's own files go. */
    Path data() {
        return directory.resolve("data");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
