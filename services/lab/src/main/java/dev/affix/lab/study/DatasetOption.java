package dev.affix.lab.study;

import dev.affix.datasets.Clinc150;
import dev.affix.datasets.Columns;
import dev.affix.datasets.Dataset;
import dev.affix.datasets.DatasetException;
import dev.affix.datasets.DatasetFile;
import dev.affix.datasets.WordNetGlosses;
import java.io.IOException;
import java.nio.file.Path;

/** What {@code --dataset} names in the studies of labelled texts. */
public final class DatasetOption {
    private DatasetOption() {}

    /**
     * Reads WordNet's glosses, a CSV or JSONL file, or CLINC150's {@code data_full.json}.
     *
     * @throws IOException with the reason if it cannot be read
     */
    public static Dataset read(String option) throws IOException {
        try {
            if (option.equals(WordNetGlosses.NAME)) {
                return WordNetGlosses.read();
            }
            Path file = Path.of(option);
            return option.endsWith(".json") ? Clinc150.read(file) : DatasetFile.read(file, Columns.DETECTED, false);
        } catch (DatasetException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the option without folders: a report says nothing of the machine's folders. */
    public static String name(String option) {
        return option.equals(WordNetGlosses.NAME)
                ? option
                : String.valueOf(Path.of(option).getFileName());
    }
}
