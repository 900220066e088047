package dev.affix.standalone.demo;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.affix.contracts.Json;
import dev.affix.standalone.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run keeps everything.
 *
 * @param path absolute path
 */
record DataDirectory(Path path) {
    private static final ObjectWriter PRETTY = Json.mapper().writerWithDefaultPrettyPrinter();

    static DataDirectory of(Path path) {
        return new DataDirectory(path.toAbsolutePath().normalize());
    }

    /**
     * Takes the directory for this launcher, until the returned channel is closed or the launcher dies.
     *
     * @return null if another launcher has it
     */
    @Nullable
    FileChannel lock() {
        try {
            Files.createDirectories(logs());
            FileChannel channel = FileChannel.open(
                    path.resolve("launcher.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return null;
            }
            return channel;
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "Cannot use the data directory " + path + ": " + e.getMessage() + ". Choose another --data-dir.");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path folder(String name) {
        return path.resolve(name);
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** Returns the log file of a process of this run; that of the run before is kept beside it. */
    Path freshLog(String name) {
        Path log = logs().resolve(name + ".log");
        try {
            if (Files.exists(log)) {
                Files.move(log, logs().resolve(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot move " + log, e);
        }
        return log;
    }

    Path pidFile() {
        return path.resolve("processes");
    }

    /** Returns an argument that only processes of this data directory are started with. */
    String mark() {
        return "-Daffix.data-dir=" + path;
    }

    Optional<RunManifest> manifest() {
        return read("run.json", RunManifest.class);
    }

    void write(RunManifest manifest) {
        write("run.json", manifest);
    }

    Optional<Endpoints> endpoints() {
        return read("endpoints.json", Endpoints.class);
    }

    void write(Endpoints endpoints) {
        write("endpoints.json", endpoints);
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        Path file = path.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Json.mapper().readValue(file.toFile(), type)) : Optional.empty();
        } catch (IOException e) {
            throw CommandFailure.usage(file + " is not readable: " + e.getMessage() + ". Delete " + path
                    + " or choose another --data-dir.");
        }
    }

    /** Readers see the old content or the new, never a part. */
    private void write(String name, Object value) {
        Path draft = path.resolve(name + ".new");
        try {
            Files.write(draft, PRETTY.writeValueAsBytes(value));
            Files.move(draft, path.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path.resolve(name), e);
        }
    }
}
