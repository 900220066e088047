package dev.affix.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object per line. The first object decides which fields are used. */
final class JsonLines {
    private JsonLines() {}

    static void read(Path file, BufferedReader reader, Columns columns, RowCollector rows)
            throws IOException, DatasetException {
        Columns.Found found = null;
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode object = object(line, number, rows);
            if (object != null) {
                if (found == null) {
                    found = columns.in(file, names(object));
                }
                rows.row(number, scalar(object, found.text()), scalar(object, found.label()));
            }
        }
    }

    private static @Nullable JsonNode object(String line, long number, RowCollector rows) {
        try {
            JsonNode node = Json.mapper().readTree(line);
            if (node.isObject()) {
                return node;
            }
            rows.bad(number, "is not a JSON object");
        } catch (JsonProcessingException e) {
            rows.bad(number, "is not JSON: " + e.getOriginalMessage());
        }
        return null;
    }

    /** Labels are often numbers; objects and arrays are no text. */
    private static @Nullable String scalar(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() || value.isContainerNode() ? null : value.asText();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
