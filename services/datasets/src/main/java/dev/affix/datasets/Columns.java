package dev.affix.datasets;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a file hold the text and the label.
 *
 * @param text column of the text; {@code text} if null
 * @param label column of the label; the first of {@code label}, {@code category}, {@code intent} if null
 */
public record Columns(@Nullable String text, @Nullable String label) {
    /** The columns are found by their usual names. */
    public static final Columns DETECTED = new Columns(null, null);

    private static final List<String> TEXT_NAMES = List.of("text");
    private static final List<String> LABEL_NAMES = List.of("label", "category", "intent");

    /** Columns that exist. */
    record Found(String text, String label) {}

    /**
     * Finds both columns among those of a file, regardless of case.
     *
     * @throws DatasetException naming the columns that the file has
     */
    Found in(Path file, Collection<String> present) throws DatasetException {
        return new Found(
                find(file, present, "text", text, TEXT_NAMES), find(file, present, "label", label, LABEL_NAMES));
    }

    private static String find(
            Path file, Collection<String> present, String what, @Nullable String asked, List<String> usual)
            throws DatasetException {
        for (String candidate : asked == null ? usual : List.of(asked)) {
            for (String column : present) {
                if (column.strip().equalsIgnoreCase(candidate)) {
                    return column;
                }
            }
        }
        throw new DatasetException(file + " has no " + what + " column: looked for "
                + (asked == null ? String.join(", ", usual) : asked) + ", found " + String.join(", ", present)
                + ". Name it with --" + what + "-column, or give the file a header line.");
    }
}
