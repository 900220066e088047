package dev.affix.lab.study;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a study or a load test leaves in its folder: {@code results.json} and {@code report.html}, each with what it was made with. */
public final class Results {
    private Results() {}

    /** Returns the lineage of a run that ends now, to which a run may add; first the command that repeats it. */
    public static Map<String, Object> lineage(String command) {
        Map<String, Object> lineage = new LinkedHashMap<>();
        lineage.put("command", command);
        lineage.putAll(Lineage.now());
        return lineage;
    }

    /** Writes both into a folder, which is made if it is missing; returns the report. */
    public static Path write(Path folder, Map<String, Object> lineage, Map<String, ?> results, Page page)
            throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lineage", lineage);
        all.putAll(results);
        return write(folder, all, page.end(lineage));
    }

    /** As above, of results and a page that have their lineage already. */
    public static Path write(Path folder, Map<String, ?> results, String html) throws IOException {
        Files.createDirectories(folder);
        new JsonMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve("results.json").toFile(), results);
        return Files.writeString(folder.resolve("report.html"), html);
    }

    /** As above, with {@code summary.md}. */
    public static Path write(Path folder, Map<String, ?> results, String html, String summary) throws IOException {
        Path report = write(folder, results, html);
        Files.writeString(folder.resolve("summary.md"), summary);
        return report;
    }
}
