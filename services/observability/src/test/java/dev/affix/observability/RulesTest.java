package dev.affix.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool reads the rules and plays them on series that a person wrote. */
class RulesTest {
    private static final Path FOLDER = Path.of(System.getProperty("affix.home"), "docker/prometheus");

    @Test
    void promtoolAcceptsTheRulesAndEachAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        assertThat(promtool("check", "rules", "rules.yml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "rules_test.yml")).contains("SUCCESS");
    }

    @Test
    void everyAlertHasATestAndSaysWhatToDo() throws IOException {
        String tests = Files.readString(FOLDER.resolve("rules_test.yml"));
        Rules.all().groups().stream()
                .flatMap(group -> group.rules().stream())
                .filter(rule -> rule.alert() != null)
                .forEach(rule -> {
                    assertThat(tests).contains("alertname: " + rule.alert());
                    assertThat(Objects.requireNonNull(rule.annotations())).containsKeys("summary", "description");
                });
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        Optional<Path> tool = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(tool.isPresent(), "promtool is not installed; .ci/run installs it");
        List<String> command = Stream.concat(Stream.of(tool.orElseThrow().toString()), Arrays.stream(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
