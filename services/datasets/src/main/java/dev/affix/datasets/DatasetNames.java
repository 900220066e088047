package dev.affix.datasets;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Names for data sets that came as files: fit for experiments, directories and request ids. */
final class DatasetNames {
    private static final int MAX_LENGTH = 48;
    private static final Set<String> SAY_NOTHING =
            Set.of("train", "test", "dev", "valid", "validation", "data", "dataset", "all");

    private DatasetNames() {}

    /** Returns the file's name without its extension, with its folder's name in front when it says nothing by itself. */
    static String of(Path file) {
        String stem = file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (SAY_NOTHING.contains(stem.toLowerCase(Locale.ROOT)) && folder != null && folder.getFileName() != null) {
            stem = folder.getFileName() + "-" + stem;
        }
        String name = stem.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", "-")
                .replaceAll("^[^a-z0-9]+", "")
                .replaceAll("[^a-z0-9]+$", "");
        if (name.isEmpty()) {
            return "dataset";
        }
        return name.substring(0, Math.min(MAX_LENGTH, name.length()));
    }
}
