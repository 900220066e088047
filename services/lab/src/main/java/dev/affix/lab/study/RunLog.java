package dev.affix.lab.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finished runs, one JSON line each: {@code {"run": {settings}, "result": {numbers}}}, keyed by the whole settings, so that an
 * experiment that was stopped, or asked for more, runs only what is missing. Thread-safe.
 */
public final class RunLog {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private record Line(Map<String, Object> run, Map<String, Object> result) {}

    private final Path file;
    private final Map<String, Map<String, Object>> results = new LinkedHashMap<>();

    /**
     * Opens a log, with what is in it already. A last line that was cut off while it was written is dropped.
     *
     * @throws IOException if the file cannot be read, or another line is broken
     */
    public RunLog(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        String content = Files.readString(file, StandardCharsets.UTF_8);
        int whole = content.lastIndexOf('\n') + 1;
        List<String> lines = content.substring(0, whole).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                Line line = MAPPER.readValue(lines.get(i), Line.class);
                results.put(key(line.run), line.result);
            } catch (JsonProcessingException e) {
                throw new IOException(
                        file + " line " + (i + 1) + " is not a finished run: " + e.getOriginalMessage()
                                + "; delete that line, or give another output folder",
                        e);
            }
        }
        if (whole < content.length()) {
            Files.writeString(file, content.substring(0, whole));
        }
    }

    /** Returns the numbers of a run, if it is finished. */
    public synchronized Optional<Map<String, Object>> result(Map<String, Object> run) {
        return Optional.ofNullable(results.get(key(run)));
    }

    /** Adds a finished run. */
    public synchronized void add(Map<String, Object> run, Map<String, Object> result) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(
                file,
                MAPPER.writeValueAsString(new Line(run, result)) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        results.put(key(run), result);
    }

    /** Settings in one spelling: sorted, and with numbers as JSON has them. */
    private static String key(Map<String, Object> run) {
        try {
            Map<String, Object> spelled =
                    MAPPER.readValue(MAPPER.writeValueAsString(run), new TypeReference<Map<String, Object>>() {});
            return MAPPER.writeValueAsString(spelled);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Settings that are not JSON: " + run, e);
        }
    }
}
