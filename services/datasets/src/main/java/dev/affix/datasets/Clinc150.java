package dev.affix.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CLINC150 as its authors publish it (github.com/clinc/oos-eval): {@code {"train": [[text, intent], …], "val": …, "test": …}} and
 * {@code domains.json} with {@code {domain: [intent, …]}}. The out-of-scope parts are not read.
 */
public final class Clinc150 {
    private static final List<String> PARTS = List.of("train", "val", "test");

    private Clinc150() {}

    /** Reads the parts {@code train}, {@code val} and {@code test}, in this order. */
    public static Dataset read(Path file) throws DatasetException {
        JsonNode root = json(file);
        RowCollector rows = new RowCollector();
        for (String part : PARTS) {
            JsonNode pairs = root.path(part);
            if (!pairs.isArray()) {
                throw new DatasetException(file + " has no array '" + part
                        + "'; it must be CLINC150's data_full.json, or a CSV or JSONL file");
            }
            for (int i = 0; i < pairs.size(); i++) {
                JsonNode pair = pairs.get(i);
                if (pair.size() != 2
                        || !pair.path(0).isTextual()
                        || !pair.path(1).isTextual()) {
                    throw new DatasetException(
                            file + ": " + part + "[" + i + "] is not a pair of a text and an intent");
                }
                rows.row(i + 1L, pair.get(0).asText(), pair.get(1).asText());
            }
        }
        return rows.dataset("clinc150");
    }

    /** Reads which domain each intent is of, in the file's order of domains. */
    public static Map<String, String> domains(Path file) throws DatasetException {
        Map<String, String> domains = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> domain : json(file).properties()) {
            domain.getValue().forEach(intent -> domains.put(intent.asText(), domain.getKey()));
        }
        if (domains.isEmpty()) {
            throw new DatasetException(file + " names no domain; it must be CLINC150's domains.json");
        }
        return domains;
    }

    private static JsonNode json(Path file) throws DatasetException {
        try {
            return Json.mapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new DatasetException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new DatasetException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
