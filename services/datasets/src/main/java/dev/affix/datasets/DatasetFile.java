package dev.affix.datasets;

import dev.affix.contracts.Experiment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads a CSV ({@code .csv}) or JSONL ({@code .jsonl}, {@code .ndjson}) file of labelled texts in UTF-8.
 *
 * <p>Rows that break a limit are skipped and reported with their line; a file with more than one bad row in ten, or with
 * fewer than two labels, is refused: it is probably not what the user thinks it is.
 */
public final class DatasetFile {
    private static final int REFUSE_AT_ONE_IN = 10;
    private static final int SHOWN = 5;

    private DatasetFile() {}

    /**
     * Reads a file.
     *
     * @param strict refuse the file for a single bad row
     */
    public static Dataset read(Path file, Columns columns, boolean strict) throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file + " is not a file. Give --dataset the path of a CSV or JSONL file.");
        }
        RowCollector rows = new RowCollector();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipByteOrderMark(reader);
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".csv")) {
                CsvRows.read(file, reader, columns, rows);
            } else if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
                JsonLines.read(file, reader, columns, rows);
            } else {
                throw new DatasetException(file + " is neither .csv nor .jsonl. Convert or rename it.");
            }
        } catch (CharacterCodingException e) {
            throw new DatasetException(file + " is not UTF-8. Convert it, for example with iconv.", e);
        } catch (IOException e) {
            throw new DatasetException("Cannot read " + file + ": " + e.getMessage(), e);
        }
        return checked(file, rows.dataset(DatasetNames.of(file)), strict);
    }

    /** Says what was skipped, at most the first few rows of it. */
    public static String summary(List<BadRow> badRows) {
        String shown = badRows.stream()
                .limit(SHOWN)
                .map(bad -> "line " + bad.line() + ": " + bad.problem())
                .collect(Collectors.joining("; "));
        int more = badRows.size() - SHOWN;
        return shown + (more > 0 ? "; and " + more + " more" : "");
    }

    private static Dataset checked(Path file, Dataset dataset, boolean strict) throws DatasetException {
        int bad = dataset.badRows().size();
        int good = dataset.examples().size();
        if (bad > 0 && (strict || bad * (long) REFUSE_AT_ONE_IN > good + bad)) {
            throw new DatasetException(
                    file + " has " + bad + " bad of " + (good + bad) + " rows (" + summary(dataset.badRows()) + "). "
                            + (strict
                                    ? "Correct them, or leave --strict away to skip them."
                                    : "Check the columns (--text-column, --label-column) and correct the rows."));
        }
        int labels = dataset.labels().size();
        if (labels < 2 || labels > Experiment.MAX_LABELS) {
            throw new DatasetException(
                    file + " has " + labels + " different labels in " + good + " rows; needed are 2 to "
                            + Experiment.MAX_LABELS + ". Check which column holds the label (--label-column).");
        }
        return dataset;
    }

    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
    }
}
