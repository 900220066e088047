package dev.affix.lab.study;

import dev.affix.prefix.engine.Processor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a result was made with: commit, date, Java and machine, without names of hosts, users or folders. */
public final class Lineage {
    private Lineage() {}

    /** Returns the lineage of a result that is made now. */
    public static Map<String, Object> now() {
        Map<String, Object> lineage = new LinkedHashMap<>();
        lineage.put("commit", commit());
        lineage.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        lineage.put("java", Runtime.version().toString());
        lineage.put(
                "machine",
                Runtime.getRuntime().availableProcessors() + " processors, " + processor() + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return lineage;
    }

    /** Returns the commit of the checkout that the program lies in, with {@code -dirty} where that has changes on top. */
    public static String commit() {
        try {
            Path program = Path.of(Lineage.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = Files.isDirectory(program) ? program : program.getParent();
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
                    .directory(folder == null ? null : folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? answer : "unknown: not a git checkout";
        } catch (IOException | URISyntaxException e) {
            return "unknown: git cannot be run";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown: interrupted";
        }
    }

    private static String processor() {
        String model = Processor.current().model();
        return model.isEmpty() ? "unknown model" : model;
    }
}
