package dev.affix.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./affix} in a repository of its own, with a Maven and a Java that only note how they were called. */
class LauncherScriptTest {
    private static final List<String> SERVICES = List.of("registry", "training", "inference", "metrics");

    private record Outcome(int exitCode, String output) {}

    private final Path home;
    private final Path elsewhere;

    LauncherScriptTest(@TempDir Path folder) throws IOException {
        this.home = Files.createDirectories(folder.resolve("a repository"));
        this.elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    }

    @BeforeEach
    void repository() throws Exception {
        Path script = Path.of("..", "..", "affix").toAbsolutePath().normalize();
        Files.copy(script, home.resolve("affix"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "<project>\n  <version>9.8.7</version>\n</project>\n");
        for (String service : SERVICES) {
            Files.createDirectories(home.resolve("services/" + service + "/src/main/java"));
        }
        StringBuilder maven = new StringBuilder("""
                #!/bin/sh
                echo "$@" >> maven-calls
                echo '[INFO] Building Affix Contracts 9.8.7 [2/6]'
                [ -e broken ] && { echo '[ERROR] no semicolon'; exit 1; }
                mkdir -p services/standalone/target/lib
                touch services/standalone/target/affix-standalone.jar
                mkdir -p services/lab/target/lib
                touch services/lab/target/affix-lab.jar
                """);
        for (String service : SERVICES) {
            String app = "services/" + service + "/target/quarkus-app";
            maven.append("mkdir -p " + app + "; touch " + app + "/quarkus-run.jar\n");
        }
        program(home.resolve("mvnw"), maven.toString());
        jdk("17.0.15");
    }

    @Test
    void whatIsMissingIsBuiltAndThenTheLauncherRunsFromAnywhere() throws Exception {
        Outcome outcome = affix("demo", "--events", "5");

        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.output()).contains("Building Affix", "Contracts [2/6]", "Built in");
        assertThat(mavenCalls())
                .singleElement()
                .satisfies(call ->
                        assertThat(call).contains("-pl services/standalone -am", "-Dmaven.test.skip=true", "package"));
        assertThat(outcome.output())
                .contains("java in " + elsewhere.toRealPath())
                .contains("-jar " + home.toRealPath()
                        + "/services/standalone/target/affix-standalone.jar demo --events 5");
    }

    @Test
    void whatIsBuiltIsNotBuiltAgainUntilASourceChanges() throws Exception {
        affix("demo");
        affix("demo");
        assertThat(mavenCalls()).hasSize(1);
        assertThat(affix("build").output()).contains("Up to date");

        Path source = Files.writeString(home.resolve("services/training/src/main/java/A.java"), "class A {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        affix("demo");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void aMissingServiceIsBuiltThoughTheRestIsUpToDate() throws Exception {
        affix("demo");
        Files.delete(home.resolve("services/metrics/target/quarkus-app/quarkus-run.jar"));
        affix("demo");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void whatMavenBuiltAfterTheLastChangeIsUpToDate() throws Exception {
        affix("demo");
        Files.delete(home.resolve("target/affix-build.stamp"));
        assertThat(affix("build").output()).contains("Up to date");
    }

    @Test
    void theLabIsBuiltWithoutTheServicesAndOnlyWhenItsSourcesChange() throws Exception {
        Files.createDirectories(home.resolve("services/lab/src/main/java"));
        Outcome outcome = affix("lab", "convergence", "--seed", "1");
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.output()).contains("/services/lab/target/affix-lab.jar convergence --seed 1");
        assertThat(mavenCalls())
                .singleElement()
                .satisfies(call -> assertThat(call).contains("-pl services/lab -am"));
        affix("lab");
        assertThat(mavenCalls()).hasSize(1);

        Path source = Files.writeString(home.resolve("services/lab/src/main/java/A.java"), "class A {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        affix("lab");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void aFailedBuildShowsTheErrorAndTheLogAndRunsNothing() throws Exception {
        Files.createFile(home.resolve("broken"));
        Outcome outcome = affix("demo");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("[ERROR] no semicolon", "affix-build.log")
                .doesNotContain("java in", "Built in");
        assertThat(affix("build").exitCode()).isEqualTo(1);
    }

    @Test
    void anOldJavaOrAJavaWithoutCompilerIsRefusedWithAdvice() throws Exception {
        jdk("11.0.2");
        assertThat(affix("demo"))
                .satisfies(outcome -> assertThat(outcome.exitCode()).isEqualTo(1))
                .satisfies(outcome -> assertThat(outcome.output()).contains("is Java 11", "JAVA_HOME"));

        jdk("21");
        Files.delete(home.resolve("jdk/bin/javac"));
        assertThat(affix("demo").output()).contains("without a compiler");
        assertThat(home.resolve("maven-calls")).doesNotExist();
    }

    @Test
    void helpAndVersionNeedNoBuild() throws Exception {
        assertThat(affix("help").output()).contains("demo", "verify-run", "lab", "build");
        assertThat(affix("version").output()).contains("affix 9.8.7");
        assertThat(affix("nonsense").exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(home.resolve("maven-calls")).doesNotExist();
    }

    private Outcome affix(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("affix").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("JAVA_HOME", home.resolve("jdk").toString(), "PATH", path()));
        Process process = builder.start();
        process.outputWriter(StandardCharsets.UTF_8).close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    /** The only Java of the system is the fake one, which comes first. */
    private String path() {
        return home.resolve("jdk/bin") + ":/usr/bin:/bin";
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(home.resolve("maven-calls"));
    }

    private void jdk(String version) throws IOException {
        Files.createDirectories(home.resolve("jdk/bin"));
        program(
                home.resolve("jdk/bin/java"),
                "#!/bin/sh\n[ \"$1\" = -version ] && { echo 'openjdk version \"" + version
                        + "\" 2025-04-15' >&2; exit 0; }\necho \"java in $(pwd -P): $*\"\nexit 7\n");
        program(home.resolve("jdk/bin/javac"), "#!/bin/sh\n");
    }

    private static void program(Path file, String content) throws IOException {
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
