package dev.affix.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads comma-separated values with a header line (RFC 4180). */
final class CsvRows {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();

    private CsvRows() {}

    static void read(Path file, BufferedReader reader, Columns columns, RowCollector rows)
            throws IOException, DatasetException {
        long line = 1;
        try (CSVParser parser = FORMAT.parse(reader)) {
            Columns.Found found = columns.in(file, parser.getHeaderNames());
            // Lines that end before a row is read: the row starts on the next.
            line = parser.getCurrentLineNumber() + 1;
            for (CSVRecord row : parser) {
                if (row.isConsistent()) {
                    rows.row(line, row.get(found.text()), row.get(found.label()));
                } else {
                    rows.bad(
                            line,
                            "has " + row.size() + " columns instead of "
                                    + parser.getHeaderNames().size());
                }
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (UncheckedIOException e) {
            // What follows a broken quote cannot be told apart into rows: nothing after it can be trusted.
            throw new DatasetException(
                    file + " is not readable as CSV at line " + line + ": " + e.getMessage()
                            + ". Correct the quotes there: a quote inside a quoted field is written twice.",
                    e);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file + " has an unusable header line: " + e.getMessage(), e);
        }
    }
}
