package dev.affix.metrics.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The examples in the guide, as they stand there. */
public final class GuideExamples {
    private static final Path GUIDE = Path.of("..", "..", "docs", "guide.md");

    private GuideExamples() {}

    /** Returns the YAML example whose first key is that one, parsed. */
    public static JsonNode yaml(String key) throws IOException {
        return new ObjectMapper().valueToTree(new Yaml().load(only("```yaml\n(" + key + ":\n.*?)```")));
    }

    /** Returns the JSON example that begins with that field. */
    public static String json(String field) throws IOException {
        return only("```\n(\\{\"" + field + "\".*?)```");
    }

    private static String only(String pattern) throws IOException {
        List<String> found = Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(GUIDE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(GUIDE + " has " + found.size() + " examples that match " + pattern);
        }
        return found.get(0);
    }
}
