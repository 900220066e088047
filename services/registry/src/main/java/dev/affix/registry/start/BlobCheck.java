package dev.affix.registry.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether blobs can be stored. */
final class BlobCheck {
    private BlobCheck() {}

    /** Returns one sentence per problem. */
    static List<String> problems(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "start", ".check"));
            return List.of();
        } catch (IOException e) {
            return List.of("The blob directory " + directory.toAbsolutePath() + " cannot be written (" + e
                    + "). Set AFFIX_REGISTRY_BLOBS to one that can.");
        }
    }
}
