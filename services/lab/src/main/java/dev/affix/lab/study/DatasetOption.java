package dev.affix.lab.study;

import dev.affix.datasets.Clinc150;
import dev.affix.datasets.Columns;
import dev.affix.datasets.Dataset;
import dev.affix.datasets.DatasetException;
import dev.affix.datasets.DatasetFile;
import dev.affix.datasets.WordNetGlosses;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What {@code --dataset} names in the studies of labelled texts. */
public final class DatasetOption {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "wordnet|FILE",
            description =
                    "WordNet's glosses, a CSV or JSONL file with a text and a label column, or CLINC150's data_full.json.")
    private String name = "";

    /**
     * Reads it.
     *
     * @throws IOException with the reason if it cannot be read
     */
    public Dataset read() throws IOException {
        try {
            if (name.equals(WordNetGlosses.NAME)) {
                return WordNetGlosses.read();
            }
            Path file = Path.of(name);
            return name.endsWith(".json") ? Clinc150.read(file) : DatasetFile.read(file, Columns.DETECTED, false);
        } catch (DatasetException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the option without folders: a report says nothing of the machine's folders. */
    @Override
    public String toString() {
        return name.equals(WordNetGlosses.NAME)
                ? name
                : String.valueOf(Path.of(name).getFileName());
    }
}
