package dev.affix.lab.texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What arms made of one prompt.
 *
 * @param reference the text that was wanted
 * @param texts by arm, in the file's order
 */
record Generated(String reference, Map<String, String> texts) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Returns what an arm made. */
    String text(String arm) {
        return Objects.requireNonNull(texts.get(arm), arm);
    }

    /**
     * Reads JSON Lines: in each {@code {"reference": text, "texts": {arm: text, ...}}}, the same arms in all.
     *
     * @throws IOException naming line and field of what cannot be read
     */
    static List<Generated> read(Path file) throws IOException {
        List<Generated> all = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            Generated one = read(line, file + ":" + number);
            Set<String> arms =
                    all.isEmpty() ? one.texts.keySet() : all.get(0).texts.keySet();
            if (!one.texts.keySet().equals(arms)) {
                throw new IOException(file + ":" + number + ": field 'texts' has the arms " + one.texts.keySet()
                        + "; the first line has " + arms);
            }
            all.add(one);
        }
        if (all.isEmpty()) {
            throw new IOException(file + " has no texts");
        }
        return all;
    }

    private static Generated read(String line, String where) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    where + ", column " + e.getLocation().getColumnNr() + ": not JSON: " + e.getOriginalMessage(), e);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> text : json.path("texts").properties()) {
            texts.put(text.getKey(), text(text.getValue(), "texts." + text.getKey(), where));
        }
        if (texts.isEmpty()) {
            throw new IOException(where + ": field 'texts' is missing or has no arm");
        }
        return new Generated(text(json.path("reference"), "reference", where), texts);
    }

    private static String text(JsonNode value, String field, String where) throws IOException {
        if (!value.isTextual()) {
            throw new IOException(where + ": field '" + field + "' is missing or not a text");
        }
        return value.textValue();
    }
}
