package dev.affix.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratedFilesTest {
    private static final Path HOME = Path.of(System.getProperty("affix.home"));

    @Test
    void theFilesAreWhatTheCodeSays() throws IOException {
        for (Map.Entry<String, String> file : GeneratedFiles.all().entrySet()) {
            Path path = HOME.resolve(file.getKey());
            if (Boolean.getBoolean("affix.write")) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            assertThat(path)
                    .as("./mvnw -pl services/observability test -Daffix.write=true writes it")
                    .exists()
                    .hasContent(file.getValue());
        }
    }

    @Test
    void thereIsNoDashboardThatTheCodeDoesNotKnow() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("docker/grafana/dashboards"))) {
            assertThat(files.map(file -> HOME.relativize(file).toString()))
                    .isSubsetOf(GeneratedFiles.all().keySet());
        }
    }
}
