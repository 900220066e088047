package dev.affix.load;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.affix.lab.study.Lineage;
import dev.affix.lab.study.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run leaves: {@code results.json} and {@code report.html}, each with what it was made with. */
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
        Files.createDirectories(folder);
        new JsonMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve("results.json").toFile(), all);
        Path report = folder.resolve("report.html");
        Files.writeString(report, page.end(lineage));
        return report;
    }
}
